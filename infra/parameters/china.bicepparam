using '../main.bicep'

// Azure China (21Vianet): no Flex Consumption there, so a plan of our own. All addresses follow from the cloud that az is signed in to.
param environment = 'cn'
param location = 'chinanorth3'
param hosting = 'dedicated'
param authority = readEnvironmentVariable('AUTHORITY')
param audience = 'qicaitong'
param alertAddress = readEnvironmentVariable('ALERT_ADDRESS')
