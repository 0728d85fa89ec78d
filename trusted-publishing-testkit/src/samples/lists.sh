#!/bin/sh
# Writes the lists that the embedded PyPI checks by, from the Python packages that PyPI itself takes them from:
# packaging (SPDX identifiers) and stdlib-list (modules of the standard library).
# Usage: lists.sh PACKAGING_VERSION STDLIB_LIST_VERSION, such as 26.2 0.12.0.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../main/resources/dev/trustedpublishing/testkit/registry/pypi/rule
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$work" "packaging==$1" "stdlib-list==$2"
PYTHONPATH=$work python3 - "$out" "$1" "$2" <<'PYTHON'
import sys
from pathlib import Path

from packaging.licenses._spdx import EXCEPTIONS, LICENSES, VERSION
from packaging.utils import canonicalize_name
from stdlib_list import short_versions, stdlib_list

out, packaging, stdlib = Path(sys.argv[1]), sys.argv[2], sys.argv[3]


def write(name, origin, lines):
    head = [f"# {origin}", "# Written by src/samples/lists.sh."]
    (out / name).write_text("\n".join(head + sorted(lines)) + "\n")


spdx = f"that PyPI knows, in lower case: packaging {packaging}, SPDX License List {VERSION}."
write("licenses.txt", f"The SPDX license identifiers {spdx}", LICENSES)
write("license-exceptions.txt", f"The SPDX license exceptions {spdx}", EXCEPTIONS)

modules = set()
for version in short_versions:
    for module in stdlib_list(version):
        parts = module.split(".")
        modules.update(".".join(parts[: i + 1]) for i in range(len(parts)))
pythons = f"Python {short_versions[0]} to {short_versions[-1]}"
write(
    "standard-library.txt",
    f"The modules of the standard libraries of {pythons}, normalized: stdlib-list {stdlib}.",
    {canonicalize_name(module.strip("-_.")) for module in modules},
)
PYTHON
