#!/bin/sh
# Rebuilds the sample distributions that the testkit carries as resources, with real build backends.
# The same sources give the same bytes: every time stamp is SOURCE_DATE_EPOCH.
# Needs the apt packages python3-hatchling and flit (both run under /usr/bin/python3).
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../main/resources/dev/trustedpublishing/testkit/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01T00:00:00Z
export PYTHONDONTWRITEBYTECODE=1

# A copy outside of the repository: both backends would ask git which files belong to them.
cp -r "$here/hatchling" "$here/flit" "$work"
find "$work" -name __pycache__ -type d -prune -exec rm -r {} +
find "$work" -type f -exec chmod 644 {} +

(cd "$work/hatchling" && /usr/bin/python3 -m hatchling build)
(cd "$work/flit" && /usr/bin/python3 -m flit build)

mkdir -p "$out"
rm -f "$out"/*.whl "$out"/*.tar.gz
cp "$work"/hatchling/dist/* "$work"/flit/dist/* "$out"
chmod 644 "$out"/*.whl "$out"/*.tar.gz
(cd "$out" && sha256sum ./*.whl ./*.tar.gz)
