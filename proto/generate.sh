#!/bin/sh
# Makes proto/gen/lmtriad.js and its types anew from the .proto files (make proto).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
node=$root/node_modules/node-linux-$arch/bin/node
bin=$root/node_modules/protobufjs-cli/bin
mkdir -p "$root/proto/gen"
cd "$root/proto"
files="google/rpc/status.proto lmtriad/v1/borrow.proto lmtriad/v1/license.proto lmtriad/v1/status.proto lmtriad/v1/admin.proto lmtriad/peer/v1/peer.proto lmtriad/log/v1/command.proto"
flags="-p . -t static-module -w es6 --es6 --dependency protobufjs/minimal.js --force-number --no-service --no-verify --no-convert --no-delimited --no-typeurl"
# The types are made from the comments; the code that is kept has none.
# shellcheck disable=SC2086
"$node" "$bin/pbjs" $flags -o gen/commented.js $files
"$node" "$bin/pbts" -o gen/lmtriad.d.ts gen/commented.js
rm gen/commented.js
# shellcheck disable=SC2086
"$node" "$bin/pbjs" $flags --no-comments -o gen/lmtriad.js $files
