// Judges the bundles of a folder with @sigstore/verify and with npm's own package sigstore, and signs with the latter.
// judge.cjs <folder with node_modules> <folder of JudgeCases> [<folder with attestations for PyPI and a trusted_root.json>...]
const assert = require("assert")
const fs = require("fs")
const { createRequire } = require("module")
const path = require("path")

const [tools, folder, ...attestations] = process.argv.slice(2)
const load = createRequire(path.resolve(tools, "index.js"))
const read = file => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"))

const { bundleFromJSON } = load("@sigstore/bundle")
const { TrustedRoot } = load("@sigstore/protobuf-specs")
const { Verifier, toSignedEntity, toTrustMaterial } = load("@sigstore/verify")
const trustedRoot = TrustedRoot.fromJSON(read("trusted_root.json"))

// @sigstore/verify takes the root hash from the checkpoint, and does not look at the other one.
const LAX = new Set(["root-hash"])

const verifierOf = root => {
  const verifier = new Verifier(toTrustMaterial(root), { ctlogThreshold: 1, tlogThreshold: 1 })
  return bundle => verifier.verify(toSignedEntity(bundleFromJSON(bundle)))
}
const verify = verifierOf(trustedRoot)

// The package sigstore fetches its trusted root by TUF; this is the only way to give it another one.
const tuf = createRequire(load.resolve("sigstore")).resolve("@sigstore/tuf")
require.cache[tuf] = { id: tuf, filename: tuf, loaded: true, exports: { getTrustedRoot: async () => trustedRoot } }
const sigstore = load("sigstore")

function said(error) {
  return `${error.code || error.name}: ${error.message}${error.cause ? `: ${error.cause.message}` : ""}`
}

async function judge(name, bundle, policy) {
  const accepts = name.startsWith("good") || LAX.has(name)
  const judges = { "@sigstore/verify": () => verify(bundle), sigstore: () => sigstore.verify(bundle, policy) }
  for (const [judgeName, run] of Object.entries(judges)) {
    let rejection
    try {
      await run()
    } catch (error) {
      rejection = said(error)
    }
    console.log(`${judgeName}: ${name} ${rejection ? `rejected: ${rejection}` : "accepted"}${LAX.has(name) ? " (known to be lax)" : ""}`)
    assert.strictEqual(!rejection, accepts, `${judgeName} should ${accepts ? "accept" : "reject"} ${name}`)
  }
}

// PyPI's form holds the same data as a bundle (PEP 740).
const toBundle = ({ verification_material: material, envelope }) => ({
  mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
  verificationMaterial: { certificate: { rawBytes: material.certificate }, tlogEntries: material.transparency_entries },
  dsseEnvelope: { payload: envelope.statement, payloadType: "application/vnd.in-toto+json", signatures: [{ sig: envelope.signature }] },
})

function judgeAttestations(place) {
  const from = file => JSON.parse(fs.readFileSync(path.join(place, file), "utf8"))
  const verifyThere = verifierOf(TrustedRoot.fromJSON(from("trusted_root.json")))
  const files = fs.readdirSync(place).filter(file => file.endsWith(".publish.attestation"))
  assert.ok(files.length > 0, `no attestations in ${place}`)
  for (const file of files) {
    verifyThere(toBundle(from(file)))
    const changed = from(file)
    changed.envelope.statement = Buffer.from(Buffer.from(changed.envelope.statement, "base64").toString().replace("sha256", "sha257")).toString("base64")
    assert.throws(() => verifyThere(toBundle(changed)))
    console.log(`@sigstore/verify: ${file} accepted, and rejected with a changed statement`)
  }
}

async function main() {
  for (const place of [path.join(folder, "attestations"), ...attestations]) judgeAttestations(place)
  for (const file of fs.readdirSync(path.join(folder, "bundles")).sort()) {
    await judge(path.basename(file, ".json"), read(path.join("bundles", file)), {})
  }

  // npm's own signer as a client of the instance, as npm uses it (libnpmpublish, lib/provenance.js).
  const { url, token } = read("instance.json")
  const statement = Buffer.from(JSON.stringify({ _type: "https://in-toto.io/Statement/v1", subject: [], predicateType: "x" }))
  const signed = await sigstore.attest(statement, "application/vnd.in-toto+json", { fulcioURL: url, rekorURL: url, identityToken: token, tlogUpload: true })
  const identity = verify(signed).identity.subjectAlternativeName
  assert.strictEqual(identity, "https://github.com/octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3")
  console.log(`sigstore: signed with the instance as ${identity}`)

  const wanted = { certificateIssuer: url.replace(/sigstore$/, "github"), certificateIdentityURI: identity }
  await sigstore.verify(signed, wanted)
  await assert.rejects(sigstore.verify(signed, { ...wanted, certificateIdentityURI: "https://github.com/octo-org/other" }))
  await assert.rejects(sigstore.verify(signed, { ...wanted, certificateIssuer: "https://gitlab.com" }))
  console.log("sigstore: accepted for this identity and issuer, rejected for others")
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
