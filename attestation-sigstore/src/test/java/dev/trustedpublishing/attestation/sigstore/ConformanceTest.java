package dev.trustedpublishing.attestation.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.LoopbackTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of sigstore-conformance (test/assets/bundle-verify) that can happen to a signer, under
 * their names there, rebuilt with an instance of our own. Left out are those about version 2 of
 * Rekor, keys without certificates, artifacts instead of statements, and forms of bundles that a
 * signer does not read.
 */
class ConformanceTest {
  private static final String STATEMENT = "{\"_type\":\"https://in-toto.io/Statement/v1\"}";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Certificates, entries, and the ends of validity all have this time. */
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path folder;
  private Sandbox sandbox;
  private SigstoreInstance instance;

  /** What is changed before, and on the way back from the services. */
  private record Case(
      Consumer<ObjectNode> trustedRoot, UnaryOperator<JsonNode> entry, SigstoreFault... faults) {
    static Case root(Consumer<ObjectNode> change) {
      return new Case(change, entry -> entry);
    }

    static Case entry(Consumer<ObjectNode> change) {
      return new Case(
          root -> {},
          answer -> {
            change.accept((ObjectNode) answer.elements().next());
            return answer;
          });
    }

    static Case proof(Consumer<ObjectNode> change) {
      return entry(entry -> change.accept((ObjectNode) entry.at("/verification/inclusionProof")));
    }

    static Case falsified(SigstoreFault fault) {
      return new Case(root -> {}, entry -> entry, fault);
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        accepted("happy-path-v0.3", Case.root(root -> {})),
        accepted(
            "sct-duplicate-intermediate-name",
            Case.root(root -> precede(root, "certificateAuthorities"))),
        accepted(
            "the keys of another instance are trusted, too",
            Case.root(root -> {
              precede(root, "tlogs");
              precede(root, "ctlogs");
            })),
        accepted(
            "a key is listed twice, first for a time that is over",
            Case.root(root -> {
              repeat(root, "tlogs");
              repeat(root, "ctlogs");
            })),
        accepted(
            "trust-root-tlog-validity-end-inclusive",
            Case.root(root -> validity(root, "tlogs").put("end", NOW.toString()))),
        rejected(
            "the same, a second earlier",
            Case.root(root -> validity(root, "tlogs").put("end", NOW.minusSeconds(1).toString())),
            "a promise that the log did not sign"),
        rejected(
            "trust-root-tlog-missing-validity-start_fail",
            Case.root(root -> validity(root, "tlogs").remove("start")),
            "'start' is missing"),
        rejected(
            "bundle-from-wrong-instance_fail",
            Case.root(root -> replace(root, "tlogs")),
            "the log "),
        rejected("invalid-ct-key_fail", Case.root(root -> replace(root, "ctlogs")), "the log "),
        rejected(
            "a certificate of another instance",
            Case.root(root -> replace(root, "certificateAuthorities")),
            "issued by"),
        rejected(
            "incorrect-public-key_fail",
            Case.falsified(SigstoreFault.CERTIFICATE_OF_ANOTHER_KEY),
            "a certificate of another key"),
        rejected(
            "intoto-expired-certificate_fail",
            Case.falsified(SigstoreFault.EXPIRED_CERTIFICATE),
            "valid from"),
        rejected(
            "intoto-set-outside-signing-cert-validity_fail",
            Case.falsified(SigstoreFault.ENTRY_BEFORE_CERTIFICATE),
            "used at"),
        rejected(
            "integrated-time-in-future_fail",
            Case.falsified(SigstoreFault.ENTRY_AFTER_CERTIFICATE),
            "used at"),
        rejected(
            "cve-2022-36056-swapped-tlog-entry_fail",
            Case.falsified(SigstoreFault.ENTRY_OF_ANOTHER_ENVELOPE),
            "an entry about something else"),
        rejected(
            "dsse-mismatch-envelope_fail",
            Case.falsified(SigstoreFault.CHANGED_BODY),
            "a promise that the log did not sign"),
        rejected(
            "set-invalid-signature_fail",
            Case.falsified(SigstoreFault.CHANGED_PROMISE),
            "a promise that the log did not sign"),
        rejected(
            "inclusion-proof-corrupted-hash_fail",
            Case.falsified(SigstoreFault.CHANGED_PROOF),
            "an inclusion proof for another entry"),
        rejected(
            "invalid-inclusion-proof_fail",
            Case.proof(proof -> ((ArrayNode) proof.get("hashes")).removeAll()),
            "0 hashes"),
        rejected(
            "intoto-missing-inclusion-proof_fail",
            Case.entry(entry -> ((ObjectNode) entry.get("verification")).remove("inclusionProof")),
            "'inclusionProof' is missing"),
        rejected(
            "bundle-negative-log-index_fail",
            Case.entry(entry -> entry.put("logIndex", -1)),
            "'logIndex' is negative"),
        rejected(
            "invalid-checkpoint-signature_fail",
            Case.falsified(SigstoreFault.CHANGED_CHECKPOINT),
            "a checkpoint that the log did not sign"),
        rejected(
            "checkpoint-wrong-roothash_fail",
            Case.falsified(SigstoreFault.CHECKPOINT_OF_ANOTHER_TREE),
            "a checkpoint of another tree"),
        rejected(
            "checkpoint-bad-keyhint_fail",
            Case.proof(ConformanceTest::changeHint),
            "a checkpoint that the log did not sign"));
  }

  private static Arguments accepted(String name, Case changed) {
    return Arguments.argumentSet(name, changed, Optional.empty());
  }

  private static Arguments rejected(String name, Case changed, String found) {
    return Arguments.argumentSet(name, changed, Optional.of(found));
  }

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).start();
    instance =
        SigstoreInstance.at(URI.create(sandbox.uri() + "/sigstore"))
            .githubIssuer(sandbox.issuer().issuer())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    sandbox.mount("/sigstore", instance);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void conformanceCase(Case changed, Optional<String> found) throws Exception {
    // An inclusion proof of the only entry is empty.
    sign(Case.root(root -> {}));
    instance.falsify(changed.faults());

    TrustedPublishingException failure =
        catchThrowableOfType(TrustedPublishingException.class, () -> sign(changed));

    assertThat(Optional.ofNullable(failure).map(e -> e.problem().text()).orElse(""))
        .contains(found.orElse(""));
    assertThat(failure == null).isEqualTo(found.isEmpty());
  }

  private void sign(Case changed) throws IOException {
    TestContext context =
        TestContext.over(new Changing(new LoopbackTransport(), changed.entry()))
            .with(Clock.fixed(NOW, ZoneOffset.UTC));
    ObjectNode description = (ObjectNode) JSON.readTree(instance.clientTrustConfig());
    changed.trustedRoot().accept((ObjectNode) description.get("trustedRoot"));
    Path file = Files.writeString(folder.resolve("instance.json"), description.toString());
    SigstoreAttestor.at(file)
        .certify(
            context.readIdentityToken(
                Secret.of(sandbox.issuer().token(GitHubJob.sample(), "sigstore")),
                IdentityToken.Supply.ON_REQUEST),
            context)
        .sign(STATEMENT);
  }

  /** The keys of an instance that issued nothing, under the same names. */
  private static ArrayNode others(String kind) {
    SigstoreInstance other =
        SigstoreInstance.at(URI.create("http://127.0.0.1/other"))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    return (ArrayNode) read(other.trustedRoot()).get(kind);
  }

  private static void precede(ObjectNode root, String kind) {
    ArrayNode own = (ArrayNode) root.get(kind);
    root.set(kind, others(kind).addAll(own));
  }

  private static void replace(ObjectNode root, String kind) {
    root.set(kind, others(kind));
  }

  private static void repeat(ObjectNode root, String kind) {
    ArrayNode own = (ArrayNode) root.get(kind);
    ArrayNode both = own.deepCopy().addAll(own);
    root.set(kind, both);
    validity(root, kind).put("end", NOW.minusSeconds(3600).toString());
  }

  private static ObjectNode validity(ObjectNode root, String kind) {
    ObjectNode validity = (ObjectNode) root.get(kind).get(0).at("/publicKey/validFor");
    return validity.put("start", "2020-01-01T00:00:00Z");
  }

  private static void changeHint(ObjectNode proof) {
    String checkpoint = proof.get("checkpoint").asText();
    int start = checkpoint.lastIndexOf(' ') + 1;
    byte[] signature = Base64.getDecoder().decode(checkpoint.substring(start).strip());
    signature[0] ^= 1;
    proof.put(
        "checkpoint",
        checkpoint.substring(0, start) + Base64.getEncoder().encodeToString(signature) + "\n");
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes what the log answers. */
  private record Changing(HttpTransport real, UnaryOperator<JsonNode> entry)
      implements HttpTransport {
    @Override
    public HttpResponse send(HttpRequest call) {
      HttpResponse response = real.send(call);
      if (!call.url().getPath().endsWith("/log/entries") || response.status() != 201) {
        return response;
      }
      JsonNode answer = read(new String(response.body(), StandardCharsets.UTF_8));
      return HttpResponse.of(
          call,
          201,
          "Created",
          Map.of(),
          entry.apply(answer).toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
