using '../main.bicep'

param environment = 'prod'
param authority = readEnvironmentVariable('AUTHORITY')
param audience = 'qicaitong'
param alertAddress = readEnvironmentVariable('ALERT_ADDRESS')
param maximumInstances = 100
