param name string
param unique string
param location string
param tags object
param hosting string
param maximumInstances int
param identityId string
param clientId string
param hostAccount string
param tablesUri string
param blobsUri string
param packagesUri string
param insightsConnection string
param vaultUri string
param sealKeyId string
param authority string
param audience string
param demo bool
@secure()
param demoKey string

var flex = hosting == 'flex'
var suffix = az.environment().suffixes.storage

// All of it by identity. The addresses carry the cloud's own suffix, so Azure China needs nothing else.
var shared = {
  AzureWebJobsStorage__blobServiceUri: 'https://${hostAccount}.blob.${suffix}'
  AzureWebJobsStorage__queueServiceUri: 'https://${hostAccount}.queue.${suffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${hostAccount}.table.${suffix}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  AZURE_CLIENT_ID: clientId
  AZURE_AUTHORITY_HOST: az.environment().authentication.loginEndpoint
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
  Benefits__TablesUri: tablesUri
  Benefits__BlobsUri: blobsUri
}

var real = {
  Benefits__HashKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/hash-key)'
  'Benefits__SealKeys__${sealKeyId}': '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/seal-key-${sealKeyId})'
  Benefits__CurrentSealKey: sealKeyId
  Auth__Authority: authority
  Auth__Audience: audience
}

var demonstration = {
  Benefits__Demo: 'true'
  Benefits__Today: '2022-09-01'
  Benefits__Speed: '1440'
  Auth__DemoKey: demoKey
}

// Flex Consumption takes the runtime from functionAppConfig and refuses these two.
var onPlan = flex
  ? {}
  : {
      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
      FUNCTIONS_EXTENSION_VERSION: '~4'
    }

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: flex ? 'functionapp' : 'linux'
  sku: flex ? { tier: 'FlexConsumption', name: 'FC1' } : { tier: 'PremiumV3', name: 'P1v3' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${name}-${unique}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: flex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: packagesUri
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
            }
          }
          scaleAndConcurrency: { maximumInstanceCount: maximumInstances, instanceMemoryMB: 2048 }
          runtime: { name: 'dotnet-isolated', version: '10.0' }
        }
      : null
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      healthCheckPath: flex ? null : '/health/ready'
      alwaysOn: flex ? null : true
      linuxFxVersion: flex ? null : 'DOTNET-ISOLATED|10.0'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(shared, onPlan, demo ? demonstration : real)
  }

  // Deployment by identity only.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

output appName string = app.name
output address string = 'https://${app.properties.defaultHostName}'
