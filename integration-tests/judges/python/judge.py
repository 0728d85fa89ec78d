#!/usr/bin/env python3
"""Judges attestations for PyPI with the code that PyPI runs: the packages pypi-attestations and sigstore.

judge.py FOLDER [--issuer URL --identity URI]

FOLDER holds files, their <file>.publish.attestation, and the trusted_root.json of the Sigstore instance that signed. Each attestation must
be accepted, and rejected with one byte changed. Without --issuer and --identity any signer is accepted. Needs no network.

Exit codes: 0 all as expected, 1 not as expected, 2 nothing was judged (the packages or the files are missing)."""
import argparse
import base64
import copy
import json
import pathlib
import sys


def give_up(problem, found, fix):
    print(f"{problem}\nFound: {found}\nFix: {fix}", file=sys.stderr)
    sys.exit(2)


try:
    import pypi_attestations._impl as implementation
    from pypi_attestations import Attestation, AttestationError, Distribution
    from sigstore.errors import Error as SigstoreError
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier, policy
except ImportError as missing:
    give_up(
        "The judge can't run: a Python package is missing.",
        str(missing),
        "python3 -m pip install pypi-attestations==0.0.30 sigstore==4.5.1, then run this script again.",
    )

SUFFIX = ".publish.attestation"


def flip(text):
    """One bit of the last byte of base64."""
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(bytes(data)).decode()


def replaced(text, old, new):
    return base64.b64encode(base64.b64decode(text).replace(old, new, 1)).decode()


def entry(attestation):
    return attestation["verification_material"]["transparency_entries"][0]


def changed_statement(it):
    it["envelope"]["statement"] = replaced(it["envelope"]["statement"], b"sha256", b"sha257")


def changed_signature(it):
    it["envelope"]["signature"] = flip(it["envelope"]["signature"])


def changed_certificate(it):
    it["verification_material"]["certificate"] = flip(it["verification_material"]["certificate"])


def changed_promise(it):
    promise = entry(it)["inclusionPromise"]
    promise["signedEntryTimestamp"] = flip(promise["signedEntryTimestamp"])


def changed_checkpoint(it):
    checkpoint = entry(it)["inclusionProof"]["checkpoint"]
    head, signature = checkpoint["envelope"].rstrip("\n").rsplit(" ", 1)
    checkpoint["envelope"] = f"{head} {flip(signature)}\n"


def changed_root_hash(it):
    proof = entry(it)["inclusionProof"]
    proof["rootHash"] = flip(proof["rootHash"])


def changed_inclusion_proof(it):
    hashes = entry(it)["inclusionProof"]["hashes"]
    hashes[0] = flip(hashes[0])


def changed_body(it):
    entry(it)["canonicalizedBody"] = replaced(entry(it)["canonicalizedBody"], b"sha256", b"sha257")


CHANGES = (
    changed_statement,
    changed_signature,
    changed_certificate,
    changed_promise,
    changed_checkpoint,
    changed_root_hash,
    changed_inclusion_proof,
    changed_body,
)


def rejection(content, signer, distribution):
    """Why the attestation is rejected; None if it is accepted."""
    try:
        Attestation.model_validate_json(json.dumps(content)).verify(signer, distribution)
        return None
    except (AttestationError, SigstoreError, ValueError) as error:
        return str(error) or type(error).__name__


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--issuer")
    parser.add_argument("--identity")
    options = parser.parse_args()
    root = options.folder / "trusted_root.json"
    attestations = sorted(options.folder.glob("*" + SUFFIX))
    if not root.is_file() or not attestations:
        give_up(
            "There is nothing to judge.",
            f"{len(attestations)} attestations, {'a' if root.is_file() else 'no'} trusted_root.json in {options.folder}",
            "Give the folder that the attestations were written to.",
        )
    if bool(options.issuer) != bool(options.identity):
        give_up("The signer is incomplete.", "only one of --issuer and --identity", "Give both, or none.")

    # pypi-attestations knows the public instance only.
    private = Verifier(trusted_root=TrustedRoot.from_file(str(root)))
    implementation.Verifier.production = classmethod(lambda cls, *, offline=False: private)
    signer = (
        policy.AllOf([policy.OIDCIssuerV2(options.issuer), policy.Identity(identity=options.identity)])
        if options.issuer
        else policy.UnsafeNoOp()
    )

    failed = False
    for file in attestations:
        name = file.name[: -len(SUFFIX)]
        distribution = Distribution.from_file(options.folder / name)
        content = json.loads(file.read_text(encoding="utf-8"))
        reason = rejection(content, signer, distribution)
        print(f"pypi-attestations: {name}: {'rejected: ' + reason if reason else 'accepted'}")
        failed |= reason is not None
        for change in CHANGES:
            if change is changed_inclusion_proof and not entry(content)["inclusionProof"].get("hashes"):
                continue  # a tree with one leaf has no hashes
            other = copy.deepcopy(content)
            change(other)
            reason = rejection(other, signer, distribution)
            print(f"pypi-attestations: {name}: {change.__name__}: {'rejected: ' + reason if reason else 'ACCEPTED'}")
            failed |= reason is None
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
