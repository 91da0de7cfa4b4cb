// What somebody must hear of. Each rule reads the log lines of the app's own jobs; none of them holds personal data.
param name string
param location string
param tags object
param workspaceId string
param alertAddress string
param oldestWaitingDays int
param oldestListDays int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'qicaitong'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: alertAddress, useCommonAlertSchema: true }]
  }
}

var rules = [
  {
    name: 'workflow-stuck'
    says: 'A step of a payout has failed again and again for an hour: its workflow does not go on.'
    severity: 1
    every: 'PT15M'
    over: 'PT1H'
    query: 'AppRequests | where Success == false and (Name startswith "payout-" or OperationName startswith "payout-") | summarize Failures = count() by Name | where Failures >= 6'
  }
  {
    name: 'workflow-failed'
    says: 'The daily sweep has found workflows that failed.'
    severity: 1
    every: 'PT1H'
    over: 'P1D'
    query: 'AppTraces | where Message startswith "Daily job docket-sweep is done" | extend Stuck = toint(extract("停滞([0-9]+)件", 1, Message)) | where Stuck > 0'
  }
  {
    name: 'reconciliation-failed'
    says: 'The books do not agree with the bank, or could not be compared.'
    severity: 0
    every: 'PT15M'
    over: 'P1D'
    query: 'AppTraces | where Message startswith "Daily job reconcile" | where Message has "failed" or Message contains "差异"'
  }
  {
    name: 'reconciliation-missing'
    says: 'No reconciliation was finished within two days.'
    severity: 1
    every: 'PT1H'
    over: 'P2D'
    query: 'AppTraces | where Message startswith "Daily job reconcile is done" | summarize Runs = count() | where Runs == 0'
  }
  {
    name: 'case-waits-long'
    says: 'A case waits for a person longer than it should.'
    severity: 2
    every: 'PT1H'
    over: 'P1D'
    query: 'AppTraces | where Message startswith "Daily job docket-sweep is done" | extend Days = toint(extract("待办最久([0-9]+)天", 1, Message)) | where Days > ${oldestWaitingDays}'
  }
  {
    name: 'list-is-old'
    says: 'The enterprise list in force is old: firms that were named since are not known.'
    severity: 2
    every: 'PT1H'
    over: 'P1D'
    query: 'AppTraces | where Message startswith "Daily job enterprise-list-refresh is done" | extend Days = toint(extract("现行名单已用([0-9]+)天", 1, Message)) | where Days > ${oldestListDays}'
  }
  {
    name: 'job-failed'
    says: 'A daily job has failed; the next tick tries again.'
    severity: 2
    every: 'PT15M'
    over: 'PT1H'
    query: 'AppTraces | where Message startswith "Daily job" and Message has "failed" | summarize Failures = count() by Message | where Failures >= 3'
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.says
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.over
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: [people.id] }
    }
  }
]
