// Two accounts: what the Functions host needs for itself, and the platform's own data. Neither has shared keys: identities only.
param unique string
param location string
param tags object
param principalId string
param listWriters array
param workspaceId string

var settings = {
  allowSharedKeyAccess: false
  allowBlobPublicAccess: false
  allowCrossTenantReplication: false
  defaultToOAuthAuthentication: true
  minimumTlsVersion: 'TLS1_2'
  supportsHttpsTrafficOnly: true
}

resource host 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'qcthost${unique}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: settings

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

resource data 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'qctdata${unique}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_GZRS' }
  properties: settings

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // Files are put once and never changed; what is deleted by mistake comes back for a month.
      isVersioningEnabled: true
      deleteRetentionPolicy: { enabled: true, days: 30 }
      containerDeleteRetentionPolicy: { enabled: true, days: 30 }
    }

    resource lists 'containers' = {
      name: 'enterprise-lists'
    }
  }

  resource tables 'tableServices' = {
    name: 'default'
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: data
  properties: { level: 'CanNotDelete', notes: 'The ledger and its audit chains.' }
}

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

// The host keeps locks and keys in blobs (which takes an owner), Durable its queues and its history in tables.
resource onHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [blobOwner, queueContributor, tableContributor]: {
    name: guid(host.id, principalId, role)
    scope: host
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource onData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [blobContributor, tableContributor]: {
    name: guid(data.id, principalId, role)
    scope: data
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource onLists 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for writer in listWriters: {
    name: guid(data::blobs::lists.id, writer, blobContributor)
    scope: data::blobs::lists
    properties: {
      principalId: writer
      principalType: 'Group'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
    }
  }
]

resource audited 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: data::blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

resource auditedTables 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: data::tables
  properties: {
    workspaceId: workspaceId
    // Writes and deletes; reads would be the greater part of the bill and name no person.
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
  }
}

output hostAccount string = host.name
output dataAccount string = data.name
output tablesUri string = data.properties.primaryEndpoints.table
output blobsUri string = data.properties.primaryEndpoints.blob
output packagesUri string = '${host.properties.primaryEndpoints.blob}${host::blobs::packages.name}'
