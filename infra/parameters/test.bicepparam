using '../main.bicep'

param environment = 'test'
param demo = true
param demoKey = readEnvironmentVariable('DEMO_KEY')
param authority = ''
param audience = ''
param alertAddress = 'operators@example.org'
