package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes bundles that other verifiers judge (.ci/judges): {@code good*.json}, which they must
 * accept, and others with one thing changed, which they must reject. Then it serves the instance
 * until its standard input ends, for signers.
 */
public final class JudgeCases {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String STATEMENT =
      "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"sample-1.0.tar.gz\","
          + "\"digest\":{\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}],"
          + "\"predicateType\":\"https://docs.pypi.org/attestations/publish/v1\",\"predicate\":{}}";

  private JudgeCases() {}

  /** Writes into the folder that is the only argument. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    try (SigstoreFixture fixture = new SigstoreFixture(Clock.systemUTC())) {
      Files.writeString(folder.resolve("trusted_root.json"), fixture.instance.trustedRoot());
      Files.writeString(folder.resolve("issuer.txt"), fixture.github.issuer().toString());
      MinimalSigner signer = fixture.signer();
      JsonNode another = signer.bundle("{\"other\":1}");
      ObjectNode good = signer.bundle(STATEMENT);
      write(folder, "good", good);
      writeAttestation(folder.resolve("attestations"), fixture, good);
      MinimalSigner onGitLab =
          MinimalSigner.start(fixture.client, fixture.instance.uri(), fixture.gitlabToken());
      write(folder, "good-gitlab", onGitLab.bundle(STATEMENT));
      for (Map.Entry<String, Consumer<ObjectNode>> change : changes(another).entrySet()) {
        ObjectNode changed = good.deepCopy();
        change.getValue().accept(changed);
        write(folder, change.getKey(), changed);
      }
      ObjectNode instance = JSON.createObjectNode();
      instance.put("url", fixture.instance.uri().toString());
      instance.put("token", fixture.githubToken());
      // Last, because it says that everything is ready.
      Files.writeString(folder.resolve("instance.part"), instance.toString());
      Files.move(folder.resolve("instance.part"), folder.resolve("instance.json"));
      while (System.in.read() >= 0) {
        // Nothing is expected but the end.
      }
    }
  }

  private static void write(Path folder, String name, JsonNode bundle) throws IOException {
    Path bundles = Files.createDirectories(folder.resolve("bundles"));
    Files.writeString(bundles.resolve(name + ".json"), bundle.toString());
  }

  /** The same signature in the form of PyPI, next to the file that it is about. */
  private static void writeAttestation(Path folder, SigstoreFixture fixture, JsonNode bundle)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("trusted_root.json"), fixture.instance.trustedRoot());
    Files.write(folder.resolve("sample-1.0.tar.gz"), new byte[0]);
    Files.writeString(
        folder.resolve("sample-1.0.tar.gz.publish.attestation"),
        MinimalSigner.attestation(bundle).toString());
  }

  /** One byte each, unless the name says otherwise. */
  private static Map<String, Consumer<ObjectNode>> changes(JsonNode another) {
    Map<String, Consumer<ObjectNode>> changes = new LinkedHashMap<>();
    changes.put(
        "statement",
        json -> replace(json.withObject("/dsseEnvelope"), "payload", "sample", "simple"));
    changes.put(
        "signature", json -> flip((ObjectNode) json.at("/dsseEnvelope/signatures/0"), "sig"));
    changes.put(
        "certificate",
        json -> flip(json.withObject("/verificationMaterial/certificate"), "rawBytes"));
    changes.put("promise", json -> flip(promise(json), "signedEntryTimestamp"));
    changes.put("time", json -> entry(json).put("integratedTime", "1700000000"));
    changes.put("checkpoint", JudgeCases::flipCheckpoint);
    changes.put("checkpoint-text", JudgeCases::changeCheckpointText);
    changes.put("inclusion-proof", JudgeCases::flipHash);
    changes.put("root-hash", json -> flip(proof(json), "rootHash"));
    changes.put("body", json -> replace(entry(json), "canonicalizedBody", "sha256", "sha257"));
    changes.put(
        "entry-of-another-envelope",
        json ->
            json.withObject("/verificationMaterial")
                .set("tlogEntries", another.at("/verificationMaterial/tlogEntries")));
    return changes;
  }

  private static ObjectNode entry(ObjectNode json) {
    return (ObjectNode) json.at("/verificationMaterial/tlogEntries/0");
  }

  private static ObjectNode promise(ObjectNode json) {
    return entry(json).withObject("/inclusionPromise");
  }

  private static ObjectNode proof(ObjectNode json) {
    return entry(json).withObject("/inclusionProof");
  }

  private static void flipHash(ObjectNode json) {
    byte[] hash = Base64.getDecoder().decode(proof(json).at("/hashes/0").asText());
    hash[0] ^= 1;
    proof(json).withArray("/hashes").set(0, MinimalSigner.base64(hash));
  }

  private static void flipCheckpoint(ObjectNode json) {
    ObjectNode checkpoint = proof(json).withObject("/checkpoint");
    String text = checkpoint.path("envelope").asText();
    int start = text.lastIndexOf(' ') + 1;
    byte[] signature = Base64.getDecoder().decode(text.substring(start).strip());
    signature[signature.length - 1] ^= 1;
    checkpoint.put("envelope", text.substring(0, start) + MinimalSigner.base64(signature) + "\n");
  }

  private static void changeCheckpointText(ObjectNode json) {
    ObjectNode checkpoint = proof(json).withObject("/checkpoint");
    checkpoint.put("envelope", checkpoint.path("envelope").asText().replaceFirst("^1", "2"));
  }

  private static void replace(ObjectNode object, String name, String found, String other) {
    byte[] bytes = Base64.getDecoder().decode(object.path(name).asText());
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst(found, other);
    object.put(name, MinimalSigner.base64(text));
  }

  private static void flip(ObjectNode object, String name) {
    byte[] bytes = Base64.getDecoder().decode(object.path(name).asText());
    bytes[bytes.length - 1] ^= 1;
    object.put(name, MinimalSigner.base64(bytes));
  }
}
