"""Reads wheels with zipfile and sdists with tarfile, as installers do: the paths stand in a file, one a line.
Prints one line for each: "ok", a tab and its metadata in Base64, or why it can't be read."""
import base64, sys, tarfile, zipfile


def wheel(path):
    name, version = path.rsplit("/", 1)[1].split("-")[:2]
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{name}-{version}.dist-info/METADATA")


def sdist(path):
    top = path.rsplit("/", 1)[1][: -len(".tar.gz")]
    found = None
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            content = archive.extractfile(member).read() if member.isreg() else None
            if member.name == f"{top}/PKG-INFO" and found is None:
                found = content
    if found is None:
        raise tarfile.ReadError("no PKG-INFO")
    return found


with open(sys.argv[1], encoding="utf-8") as paths:
    for path in paths.read().splitlines():
        try:
            metadata = wheel(path) if path.endswith(".whl") else sdist(path)
            print("ok\t" + base64.b64encode(metadata).decode())
        except Exception as e:
            print(ascii(f"{type(e).__name__}: {e}").replace("\\t", " ") + "\t")
