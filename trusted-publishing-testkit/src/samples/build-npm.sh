#!/bin/sh
# Rebuilds the sample package that the testkit carries as a resource, with the real npm pack.
# The same sources give the same bytes: npm sets every time stamp to the same day, and the modes are set here.
# Needs npm.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../main/resources/dev/trustedpublishing/testkit/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$here/npm" "$work"
find "$work/npm" -type f -exec chmod 644 {} +

# No configuration of the machine or the user: it could name scripts and registries.
(cd "$work/npm" && npm pack --silent --ignore-scripts --offline --userconfig /dev/null --cache "$work/cache" --pack-destination "$work")

mkdir -p "$out"
cp "$work"/*.tgz "$out"
chmod 644 "$out"/*.tgz
(cd "$out" && sha256sum ./*.tgz)
