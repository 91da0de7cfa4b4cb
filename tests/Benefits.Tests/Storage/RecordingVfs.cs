using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Benefits.Local.Storage;

namespace Benefits.Tests.Storage;

/// <summary>A SQLite file system (VFS) that hands everything to the system's own and writes down what is written, cut off and synced. In use only by stores that name it.</summary>
internal static unsafe class RecordingVfs
{
    public const string Name = "recording";

    private const int Ok = 0;
    private const int Full = 13;
    private const int IoError = 10;

    private static readonly ConcurrentDictionary<string, Recording> Recordings = [];
    private static readonly ConcurrentDictionary<int, (Recording Recording, string Path)> OpenFiles = [];
    private static readonly Lazy<bool> Registered = new(Register);
    private static Vfs* _system;
    private static Vfs* _mine;
    private static IoMethods* _methods;
    private static int _files;

    /// <summary>Records what happens in a folder from now on.</summary>
    public static Recording Record(string folder)
    {
        if (!Registered.Value) throw new InvalidOperationException("SQLite did not take the recording VFS.");
        return Recordings[folder] = new Recording(folder);
    }

    private static bool Register()
    {
        SqliteDatabase.Load();
        _system = (Vfs*)Find(null);
        _mine = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *_mine = *_system;
        _mine->Name = Marshal.StringToCoTaskMemUTF8(Name);
        _mine->Next = 0;
        _mine->FileSize = sizeof(RecordedFile) + _system->FileSize;
        _mine->Open = (nint)(delegate* unmanaged[Cdecl]<Vfs*, byte*, RecordedFile*, int, int*, int>)&OnOpen;
        _mine->Delete = (nint)(delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int>)&OnDelete;
        _methods = (IoMethods*)NativeMemory.AllocZeroed((nuint)sizeof(IoMethods));
        // Version 2 has shared memory for the WAL, and no memory-mapped pages that would be written unseen.
        _methods->Version = 2;
        _methods->Close = &OnClose;
        _methods->Read = &OnRead;
        _methods->Write = &OnWrite;
        _methods->Truncate = &OnTruncate;
        _methods->Sync = &OnSync;
        _methods->FileSize = &OnFileSize;
        _methods->Lock = &OnLock;
        _methods->Unlock = &OnUnlock;
        _methods->CheckReservedLock = &OnCheckReservedLock;
        _methods->FileControl = &OnFileControl;
        _methods->SectorSize = &OnSectorSize;
        _methods->DeviceCharacteristics = &OnDeviceCharacteristics;
        _methods->ShmMap = &OnShmMap;
        _methods->ShmLock = &OnShmLock;
        _methods->ShmBarrier = &OnShmBarrier;
        _methods->ShmUnmap = &OnShmUnmap;
        return Add((nint)_mine, 0) == Ok;
    }

    private static RecordedFile* Real(RecordedFile* file) => file + 1;

    private static IoMethods* Methods(RecordedFile* file) => Real(file)->Methods;

    private static (Recording Recording, string Path)? Recorded(RecordedFile* file) => OpenFiles.TryGetValue(file->Id, out var recorded) ? recorded : null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(Vfs* vfs, byte* name, RecordedFile* file, int flags, int* outFlags)
    {
        file->Methods = null;
        var code = ((delegate* unmanaged[Cdecl]<Vfs*, byte*, RecordedFile*, int, int*, int>)_system->Open)(_system, name, Real(file), flags, outFlags);
        if (code != Ok) return code;
        file->Methods = _methods;
        file->Id = Interlocked.Increment(ref _files);
        if (Marshal.PtrToStringUTF8((nint)name) is { } path && Recordings.TryGetValue(Path.GetDirectoryName(path)!, out var recording)) OpenFiles[file->Id] = (recording, path);
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnDelete(Vfs* vfs, byte* name, int syncFolder)
    {
        if (Marshal.PtrToStringUTF8((nint)name) is { } path && Recordings.TryGetValue(Path.GetDirectoryName(path)!, out var recording))
        {
            recording.Add(new Happening.Deleted(path));
            recording.Shrink(path, 0);
        }
        return ((delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int>)_system->Delete)(_system, name, syncFolder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnClose(RecordedFile* file)
    {
        OpenFiles.TryRemove(file->Id, out _);
        return Methods(file)->Close(Real(file));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRead(RecordedFile* file, void* into, int length, long offset) => Methods(file)->Read(Real(file), into, length, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(RecordedFile* file, void* bytes, int length, long offset)
    {
        if (Recorded(file) is not var (recording, path)) return Methods(file)->Write(Real(file), bytes, length, offset);
        if (!recording.TryGrow(path, offset + length)) return Full;
        recording.Add(new Happening.Written(path, offset, new ReadOnlySpan<byte>(bytes, length).ToArray()));
        return Methods(file)->Write(Real(file), bytes, length, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTruncate(RecordedFile* file, long size)
    {
        if (Recorded(file) is var (recording, path))
        {
            recording.Add(new Happening.Truncated(path, size));
            recording.Shrink(path, size);
        }
        return Methods(file)->Truncate(Real(file), size);
    }

    /// <remarks>The recording stands for the disk, so the real sync, which only costs time, is left out.</remarks>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSync(RecordedFile* file, int flags)
    {
        if (Recorded(file) is not var (recording, path)) return Methods(file)->Sync(Real(file), flags);
        recording.Add(new Happening.Sync(path));
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnFileSize(RecordedFile* file, long* size) => Methods(file)->FileSize(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnLock(RecordedFile* file, int level) => Methods(file)->Lock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnUnlock(RecordedFile* file, int level) => Methods(file)->Unlock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCheckReservedLock(RecordedFile* file, int* answer) => Methods(file)->CheckReservedLock(Real(file), answer);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnFileControl(RecordedFile* file, int what, void* argument) => Methods(file)->FileControl(Real(file), what, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSectorSize(RecordedFile* file) => Methods(file)->SectorSize(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnDeviceCharacteristics(RecordedFile* file) => Methods(file)->DeviceCharacteristics(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnShmMap(RecordedFile* file, int page, int size, int extend, void** memory) => Methods(file)->Version < 2 ? IoError : Methods(file)->ShmMap(Real(file), page, size, extend, memory);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnShmLock(RecordedFile* file, int offset, int count, int flags) => Methods(file)->ShmLock(Real(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnShmBarrier(RecordedFile* file) => Methods(file)->ShmBarrier(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnShmUnmap(RecordedFile* file, int delete) => Methods(file)->ShmUnmap(Real(file), delete);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Find(byte* name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int Add(nint vfs, int makeDefault);

    /// <summary>Our sqlite3_file; the system's own lies right behind it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct RecordedFile
    {
        public IoMethods* Methods;
        public int Id;
    }

    /// <summary>sqlite3_vfs, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public nint Next;
        public nint Name;
        public nint Data;
        public nint Open;
        public nint Delete;
        public Others Rest;

        [InlineArray(14)]
        public struct Others
        {
            private nint _first;
        }
    }

    /// <summary>sqlite3_io_methods, version 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int> Close;
        public delegate* unmanaged[Cdecl]<RecordedFile*, void*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<RecordedFile*, void*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<RecordedFile*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<RecordedFile*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<RecordedFile*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<RecordedFile*, int, int> ShmUnmap;
    }
}
