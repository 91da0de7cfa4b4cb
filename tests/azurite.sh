#!/bin/sh
# Runs a command with Azurite (Tables and Blobs) on loopback, and stops Azurite when the command ends:
#
#   tests/azurite.sh dotnet test tests/Benefits.Azure.Tests
#
# Azurite comes from npm. Its data lies in a folder of its own and goes with it. AZURITE_STORAGE tells the command where to connect.
set -eu
[ $# -gt 0 ] || { echo "usage: tests/azurite.sh COMMAND..." >&2; exit 2; }

work=$(mktemp -d)
blobs=${AZURITE_BLOB_PORT:-10900}
tables=${AZURITE_TABLE_PORT:-10902}
queues=${AZURITE_QUEUE_PORT:-10901}

if command -v azurite >/dev/null 2>&1; then
  azurite=azurite
else
  npm install --prefix "$work/npm" --no-audit --no-fund --loglevel=error azurite@3 >/dev/null
  azurite=$work/npm/node_modules/.bin/azurite
fi

"$azurite" --silent --skipApiVersionCheck --disableTelemetry --location "$work/data" \
  --blobHost 127.0.0.1 --blobPort "$blobs" --queueHost 127.0.0.1 --queuePort "$queues" --tableHost 127.0.0.1 --tablePort "$tables" >"$work/log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

# Ready when the table port takes a connection; given up when Azurite has ended or half a minute has passed.
tries=0
until node -e "require('net').connect($tables, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ] || ! kill -0 "$pid" 2>/dev/null; then
    cat "$work/log" >&2
    echo "Azurite did not start." >&2
    exit 1
  fi
  sleep 0.5
done

# The account and key are Azurite's own, printed in its manual.
account=devstoreaccount1
key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
export AZURITE_STORAGE="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key;BlobEndpoint=http://127.0.0.1:$blobs/$account;QueueEndpoint=http://127.0.0.1:$queues/$account;TableEndpoint=http://127.0.0.1:$tables/$account;"
"$@"
