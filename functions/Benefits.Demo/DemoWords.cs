namespace Benefits.Demo;

/// <summary>Syllables of made-up names. Any likeness to a real person or firm is chance.</summary>
internal static class DemoWords
{
    public static readonly string[] Surnames =
    [
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "朱", "马", "胡", "郭", "林", "何", "高", "罗",
        "郑", "梁", "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余",
    ];

    public static readonly string[] GivenNames =
    [
        "思远", "雨桐", "子涵", "嘉怡", "浩然", "欣妍", "俊杰", "诗琪", "明轩", "若曦", "志强", "晓琳", "文博", "静雯", "天佑", "梦洁", "宇航", "佳慧", "建国", "海燕",
        "立新", "春梅", "家豪", "雪莹", "凯", "婷", "磊", "敏", "超", "倩", "鹏", "娟", "勇", "丽", "辉", "芳", "睿", "颖", "涛", "琴",
    ];

    public static readonly string[] Brands =
    [
        "云澜", "岳麓星", "湘锐", "启衡", "瀚宇", "中湘科", "天禾源", "博远", "华楚", "锦程", "智汇达", "新芯", "宏图", "泰格", "凌峰", "恒晟", "汇川源", "君诚", "麓谷创", "楚天星",
        "百川汇", "雅韵", "金鹏", "绿源", "长郡", "精诚达", "飞腾", "永信", "众合", "鼎力",
    ];

    public static readonly string[] Trades =
    [
        "精密机械", "新材料", "电子科技", "智能装备", "生物医药", "轨道交通设备", "环保科技", "食品科技", "软件", "陶瓷材料", "汽车零部件", "农业装备", "仪器仪表", "储能科技", "工程机械配件", "纺织科技",
    ];

    public static readonly string[] Schools =
    [
        "示例科技大学", "示例理工学院", "示例师范学院", "示例工业职业技术学院", "示例医学高等专科学校", "示例农业大学", "示例铁道职业技术学院", "示例商务学院",
    ];

    public static readonly string[] Degrees = ["本科", "本科", "本科", "大专", "大专", "硕士"];

    public static readonly string[] Hardships = ["older", "disabled", "low-income", "long-unemployed", "zero-employment", "landless"];
}
