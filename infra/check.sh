#!/usr/bin/env bash
# Lints the templates and their parameters with the Bicep compiler from NuGet, and checks that they are formatted (mended by: infra/check.sh --write).
set -euo pipefail
cd "$(dirname "$0")"
dotnet restore Bicep.csproj --verbosity quiet
# With a slash at its end or without: it is as NUGET_PACKAGES was written.
packages=$(dotnet msbuild Bicep.csproj -getProperty:NuGetPackageRoot)
bicep=${packages%/}/azure.bicep.commandline.linux-x64/0.49.2/tools/bicep
[ -x "$bicep" ] || chmod +x "$bicep"

# What the parameter files read from the environment.
export DEMO_KEY=only-to-compile AUTHORITY=https://login.example.com ALERT_ADDRESS=alerts@example.com
for file in main.bicep modules/*.bicep parameters/*.bicepparam; do
  if [ "${1:-}" = --write ]; then "$bicep" format "$file"; fi
  "$bicep" format --stdout "$file" | diff -u "$file" - || { echo "infra/$file is not formatted: infra/check.sh --write" >&2; exit 1; }
done
for file in main.bicep parameters/*.bicepparam; do "$bicep" lint "$file"; done
