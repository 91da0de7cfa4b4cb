// 企才通 on Azure: one resource group, one environment.
//
//   az deployment group what-if --resource-group RG --parameters infra/parameters/test.bicepparam
//   az deployment group create  --resource-group RG --parameters infra/parameters/test.bicepparam

targetScope = 'resourceGroup'

@description('Short name of the environment; part of every name.')
@minLength(2)
@maxLength(8)
param environment string

param location string = resourceGroup().location

@description('flex: Flex Consumption. dedicated: an App Service plan, for clouds without Flex Consumption (Azure China).')
@allowed(['flex', 'dedicated'])
param hosting string = 'flex'

@description('OpenID Connect provider whose tokens are believed.')
param authority string

@description('Audience that a token must be for.')
param audience string

@description('Demo mode: made-up data, anyone signs in as anyone. Never beside real data.')
param demo bool = false

@description('Signs demo tokens; at least 32 bytes. Demo mode only.')
@secure()
param demoKey string = ''

@description('Which of the seal keys in the vault seals from now on, in letters and digits. The vault holds it as the secret seal-key-<id>.')
param sealKeyId string = 'k1'

@description('Whom alerts are mailed to.')
param alertAddress string

@description('Entra ID objects (groups) of the bureau that drop enterprise lists; they may write to that one container.')
param listWriters array = []

@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Days after which a waiting case, and an enterprise list without a successor, is somebody\'s business.')
param oldestWaitingDays int = 15
param oldestListDays int = 400

var name = 'qicaitong-${environment}'
var unique = uniqueString(resourceGroup().id, environment)
var tags = { application: 'qicaitong', environment: environment }

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: name, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { name: name, location: location, tags: tags, principalId: identity.outputs.principalId }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    unique: unique
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    listWriters: listWriters
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    unique: unique
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: name
    unique: unique
    location: location
    tags: tags
    hosting: hosting
    maximumInstances: maximumInstances
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    hostAccount: storage.outputs.hostAccount
    tablesUri: storage.outputs.tablesUri
    blobsUri: storage.outputs.blobsUri
    packagesUri: storage.outputs.packagesUri
    insightsConnection: monitoring.outputs.insightsConnection
    vaultUri: vault.outputs.uri
    sealKeyId: sealKeyId
    authority: authority
    audience: audience
    demo: demo
    demoKey: demoKey
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    alertAddress: alertAddress
    oldestWaitingDays: oldestWaitingDays
    oldestListDays: oldestListDays
  }
}

output address string = app.outputs.address
output appName string = app.outputs.appName
output vaultName string = vault.outputs.name
output dataAccount string = storage.outputs.dataAccount
