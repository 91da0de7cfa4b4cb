#!/bin/sh
# Runs a command with Azurite on free ports of loopback, and stops Azurite when the command ends:
#
#   tests/azurite.sh dotnet run --project tests/Benefits.Azure.Tests
#
# Azurite comes from npm, once, into a folder that git ignores; its data lies in a folder of its own and goes with it.
# AZURITE_STORAGE tells the command where to connect: a connection string in which {0} stands for one of the accounts account1 to account16.
set -eu
[ $# -gt 0 ] || { echo "usage: tests/azurite.sh COMMAND..." >&2; exit 2; }

# 3.35 is the newest that runs on Node 20. It refuses the API version of newer clients unless told not to look.
version=3.35.0
here=$(cd "$(dirname "$0")" && pwd)
home=$here/Benefits.Azure.Tests/obj/azurite-$version
[ -x "$home/node_modules/.bin/azurite" ] || npm install --prefix "$home" --no-audit --no-fund --loglevel=error "azurite@$version" >&2

work=$(mktemp -d)
ports=$(node -e "const net = require('net'); const taken = [1, 2, 3].map(() => net.createServer().listen(0, '127.0.0.1')); setTimeout(() => { console.log(taken.map(each => each.address().port).join(' ')); taken.forEach(each => each.close()); }, 100)")
blobs=${ports%% *} tables=${ports##* } queues=${ports#* } queues=${queues% *}

# The key is Azurite's own, printed in its manual.
key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
AZURITE_ACCOUNTS=$(for number in $(seq 1 16); do printf 'account%s:%s;' "$number" "$key"; done)
export AZURITE_ACCOUNTS
"$home/node_modules/.bin/azurite" --silent --skipApiVersionCheck --disableTelemetry --location "$work/data" \
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

export AZURITE_STORAGE="DefaultEndpointsProtocol=http;AccountName={0};AccountKey=$key;BlobEndpoint=http://127.0.0.1:$blobs/{0};QueueEndpoint=http://127.0.0.1:$queues/{0};TableEndpoint=http://127.0.0.1:$tables/{0};"
"$@"
