package dev.trustedpublishing.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.LinearTime;
import dev.trustedpublishing.testkit.registry.pypi.MutableClock;
import dev.trustedpublishing.testkit.sigstore.crypto.CertificateContent;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.Curve;
import dev.trustedpublishing.testkit.sigstore.crypto.Der;
import dev.trustedpublishing.testkit.sigstore.crypto.DerElement;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import dev.trustedpublishing.testkit.sigstore.crypto.LogTree;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import dev.trustedpublishing.testkit.sigstore.verify.VerificationFailed;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SigstoreVerifierTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ENTRY = "invalid log entry: ";
  private static final String WRONG_ROOT = ENTRY + "inclusion proof contains invalid root hash: ";
  private static final MutableClock CLOCK = new MutableClock();

  private static SigstoreFixture fixture;
  private static SigstoreVerifier verifier;
  private static ObjectNode bundle;
  private static ObjectNode another;

  @BeforeAll
  static void start() throws Exception {
    fixture = new SigstoreFixture(CLOCK);
    verifier = new SigstoreVerifier(TrustAnchors.read(fixture.instance.trustedRoot()));
    another = fixture.signer().bundle("{\"other\":1}");
    bundle = fixture.signer().bundle("{}");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Changes a bundle. */
  private interface Change {
    void apply(ObjectNode bundle);
  }

  @Test
  void unchanged_inBothForms_isAccepted() throws Exception {
    verify(bundle);
    verifier.verify(SignedEnvelope.ofAttestation(MinimalSigner.attestation(bundle)), any -> {});
  }

  private static Stream<Arguments> rejected() {
    return Stream.of(
        rejected(
            "statement", "DSSE: invalid signature", json -> envelope(json).put("payload", "e30K")),
        rejected(
            "type",
            "DSSE: invalid signature",
            json -> envelope(json).put("payloadType", "text/plain")),
        rejected(
            "statement that is not base64",
            "payload: not base64",
            json -> envelope(json).put("payload", "?")),
        rejected(
            "signature",
            "DSSE: invalid signature",
            json -> envelope(json).set("signatures", another.at("/dsseEnvelope/signatures"))),
        rejected(
            "two signatures",
            "DSSE: exactly 1 signature allowed, got 2",
            json -> envelope(json).withArray("/signatures").addObject()),
        rejected(
            "certificate of the same job",
            "DSSE: invalid signature",
            json ->
                material(json).set("certificate", another.at("/verificationMaterial/certificate"))),
        rejected(
            "certificate, one byte",
            "failed to build timestamp certificate chain: ",
            json -> flip(material(json).withObject("/certificate"), "rawBytes")),
        rejected(
            "not a certificate",
            "invalid X.509 certificate",
            json -> material(json).withObject("/certificate").put("rawBytes", "AAAA")),
        rejected(
            "whole entry of another signature",
            "log entry payload hash does not match bundle",
            json ->
                material(json).set("tlogEntries", another.at("/verificationMaterial/tlogEntries"))),
        rejected(
            "no entry",
            "not enough sources of verified time",
            json -> material(json).remove("tlogEntries")),
        rejected(
            "no time",
            "not enough sources of verified time",
            json -> entry(json).remove("integratedTime")),
        rejected(
            "no promise",
            "not enough sources of verified time",
            json -> entry(json).remove("inclusionPromise")),
        rejected(
            "another kind",
            "Integrated time only supported for dsse/hashedrekord 0.0.1 types",
            json -> entry(json).withObject("/kindVersion").put("kind", "intoto")),
        rejected(
            "another version",
            "Integrated time only supported for dsse/hashedrekord 0.0.1 types",
            json -> entry(json).withObject("/kindVersion").put("version", "0.0.2")),
        rejected(
            "kind of plain signatures",
            "Unsupported DSSE log entry type: hashedrekord/0.0.1",
            json -> entry(json).withObject("/kindVersion").put("kind", "hashedrekord")),
        rejected(
            "promise",
            ENTRY + "SET: invalid inclusion promise: ",
            json -> flip(entry(json).withObject("/inclusionPromise"), "signedEntryTimestamp")),
        rejected(
            "time",
            ENTRY + "SET: invalid inclusion promise: ",
            json -> entry(json).put("integratedTime", CLOCK.instant().getEpochSecond() + 1)),
        rejected(
            "index in the log",
            ENTRY + "SET: invalid inclusion promise: ",
            json -> entry(json).put("logIndex", "7")),
        rejected(
            "hash of the proof",
            WRONG_ROOT,
            json -> proof(json).withArray("/hashes").set(0, "AAAA")),
        rejected(
            "no hashes",
            ENTRY + "inclusion proof has wrong size: expected 1, got 0",
            json -> proof(json).remove("hashes")),
        rejected(
            "size of the tree",
            ENTRY + "inclusion proof has wrong size: expected 3, got 1",
            json -> proof(json).put("treeSize", "8")),
        rejected("root", WRONG_ROOT, json -> flip(proof(json), "rootHash")),
        rejected("body", WRONG_ROOT, json -> flip(entry(json), "canonicalizedBody")),
        rejected(
            "no checkpoint",
            ENTRY + "Inclusion proof does not contain a checkpoint",
            json -> proof(json).remove("checkpoint")),
        rejected(
            "checkpoint without a signature",
            ENTRY + "note must contain one blank line, ",
            json -> checkpoint(json, text -> text.substring(0, text.indexOf("\n\n") + 1))),
        rejected(
            "text of the checkpoint",
            ENTRY + "checkpoint: invalid signature: ",
            json -> checkpoint(json, text -> "x" + text)),
        rejected(
            "checkpoint of a log with another id",
            ENTRY + "checkpoint: Signature not found for log ID ",
            json -> checkpoint(json, text -> text.replaceFirst("(\u2014 \\S+) ....", "$1 AAAA"))),
        rejected(
            "signature of the checkpoint that is not base64",
            ENTRY + "checkpoint: not base64",
            json -> checkpoint(json, text -> text.replaceFirst("\u2014 (\\S+) .", "\u2014 $1 ?"))),
        rejected(
            "id of the log",
            ENTRY + "checkpoint: Signature not found for log ID ",
            json -> flipFirst(entry(json).withObject("/logId"), "keyId")));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void changed_isRejected(String reason, Change change) {
    ObjectNode changed = bundle.deepCopy();
    change.apply(changed);
    assertThatThrownBy(() -> verify(changed))
        .isInstanceOf(VerificationFailed.class)
        .hasMessageStartingWith(reason);
  }

  private static Stream<Arguments> bodies() {
    String body = "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":";
    String hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    return Stream.of(
        argumentSet("not JSON", "{", "invalid DSSE log entry: "),
        argumentSet("another kind", "{}", "invalid DSSE log entry: "),
        argumentSet("another hash", body + "{}}", "expected SHA256 payload hash in DSSE log entry"),
        argumentSet(
            "hash of another payload",
            body + "{\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"00\"}}}",
            "log entry payload hash does not match bundle"),
        argumentSet(
            "no signature",
            body + "{\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"" + hash + "\"}}}",
            "log entry signatures do not match bundle"),
        argumentSet(
            "another signature",
            body
                + "{\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
                + hash
                + "\"},\"signatures\":[{\"signature\":\"\",\"verifier\":\"\"}]}}",
            "log entry signatures do not match bundle"));
  }

  /** A log that signs any body. */
  @ParameterizedTest
  @MethodSource("bodies")
  void body_thatDoesNotFit_isRejected(String body, String reason) {
    ObjectNode changed = bundle.deepCopy();
    EcKey log = EcKey.generate(Curve.P256);
    LogTree tree = new LogTree();
    tree.add(body.getBytes(StandardCharsets.UTF_8));
    String root = MinimalSigner.base64(tree.root());
    ObjectNode entry = entry(changed);
    entry.put("canonicalizedBody", MinimalSigner.base64(body)).put("logIndex", "0");
    entry.withObject("/logId").put("keyId", MinimalSigner.base64(log.id()));
    ObjectNode proof = proof(changed).put("logIndex", "0").put("treeSize", "1");
    proof.put("rootHash", root).remove("hashes");
    String note = "log\n1\n" + root + "\n";
    byte[] signature = log.sign(note.getBytes(StandardCharsets.UTF_8));
    byte[] blob = new byte[signature.length + 4];
    System.arraycopy(log.id(), 0, blob, 0, 4);
    System.arraycopy(signature, 0, blob, 4, signature.length);
    checkpoint(changed, any -> note + "\n\u2014 log " + MinimalSigner.base64(blob) + "\n");
    byte[] promised =
        LogEntry.canonical(
            Map.of(
                "body",
                MinimalSigner.base64(body),
                "integratedTime",
                entry.path("integratedTime").asLong(),
                "logID",
                HexFormat.of().formatHex(log.id()),
                "logIndex",
                0));
    entry
        .withObject("/inclusionPromise")
        .put("signedEntryTimestamp", MinimalSigner.base64(log.sign(promised)));
    String trusted =
        fixture
            .instance
            .trustedRoot()
            .replaceFirst(
                "(?s)\"tlogs\".*?\"rawBytes\" : \"[^\"]*\"",
                "\"tlogs\" : [ { \"publicKey\" : { \"rawBytes\" : \""
                    + MinimalSigner.base64(log.publicKey().getEncoded())
                    + "\"");

    assertThatThrownBy(() ->
            new SigstoreVerifier(TrustAnchors.read(trusted))
                .verify(SignedEnvelope.ofBundle(changed), any -> {}))
        .isInstanceOf(VerificationFailed.class)
        .hasMessageStartingWith(reason);
  }

  private static Stream<Arguments> certificates() {
    return Stream.of(
        argumentSet(
            "no key usage",
            List.of(Extension.codeSigning()),
            "Key usage is not of type `digital signature`"),
        argumentSet(
            "key usage of an authority",
            List.of(Extension.signsCertificates(), Extension.codeSigning()),
            "Key usage is not of type `digital signature`"),
        argumentSet(
            "no extended usage",
            List.of(Extension.signsData()),
            "Extended usage does not contain `code signing`"));
  }

  /** Certificates that Fulcio would not issue. */
  @ParameterizedTest
  @MethodSource("certificates")
  void certificate_forAnotherUse_isRejected(List<Extension> extensions, String reason) {
    assertThatThrownBy(() -> verify(extensions, true))
        .isInstanceOf(VerificationFailed.class)
        .hasMessage(reason);
  }

  @Test
  void certificate_withTwoTimestamps_isRejected() {
    assertThatThrownBy(() -> verify(List.of(), false))
        .isInstanceOf(VerificationFailed.class)
        .hasMessage(
            "failed to verify SCT on signing certificate: Expected one certificate timestamp,"
                + " found 2");
  }

  private static void verify(List<Extension> extensions, boolean once) throws Exception {
    Instant now = CLOCK.instant();
    CertificateAuthority authority = new CertificateAuthority(now);
    CtLog log = new CtLog();
    CertificateContent content =
        new CertificateContent(
            CertificateContent.newSerial(),
            authority.chain().get(0).getSubjectX500Principal(),
            new X500Principal("CN=x"),
            now,
            now.plusSeconds(600),
            EcKey.generate(Curve.P256).publicKey(),
            extensions);
    Extension timestamp = log.timestamp(content, authority.key(), now);
    X509Certificate certificate =
        content.with(once ? timestamp : twice(content, timestamp, authority)).sign(authority.key());
    ObjectNode changed = bundle.deepCopy();
    material(changed)
        .withObject("/certificate")
        .put("rawBytes", MinimalSigner.base64(Certificates.der(certificate)));
    String root =
        new TrustDocuments(
                URI.create("http://127.0.0.1"),
                authority.chain(),
                log.key(),
                EcKey.generate(Curve.P256),
                now)
            .trustedRoot();
    new SigstoreVerifier(TrustAnchors.read(root))
        .verify(SignedEnvelope.ofBundle(changed), any -> {});
  }

  /** The list with the same timestamp twice. */
  private static Extension twice(
      CertificateContent content, Extension timestamp, CertificateAuthority authority) {
    X509Certificate once = content.with(timestamp).sign(authority.key());
    byte[] octets = Certificates.value(once, Extension.TIMESTAMPS).orElseThrow();
    byte[] list = DerElement.read(octets).content();
    byte[] one = Arrays.copyOfRange(list, 2, list.length);
    byte[] two =
        ByteBuffer.allocate(2 + 2 * one.length)
            .putShort((short) (2 * one.length))
            .put(one)
            .put(one)
            .array();
    return Extension.of(Extension.TIMESTAMPS, Der.octets(two));
  }

  private static Stream<Arguments> brokenDer() {
    return Stream.of(
        argumentSet("nothing", new byte[0]),
        argumentSet("no length", new byte[] {0x30}),
        argumentSet("cut off", new byte[] {0x30, 2, 0}),
        argumentSet("length cut off", new byte[] {0x30, (byte) 0x82, 1}),
        argumentSet("indefinite length", new byte[] {0x30, (byte) 0x80, 0, 0}),
        argumentSet("length of four bytes", new byte[] {0x30, (byte) 0x84, 0, 0, 0, 0}),
        argumentSet("two elements", new byte[] {4, 0, 4, 0}));
  }

  @ParameterizedTest
  @MethodSource("brokenDer")
  void der_thatIsBroken_isRejected(byte[] der) {
    assertThatThrownBy(() -> DerElement.read(der)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void checkpoint_takesLinearTime() {
    LinearTime.require(
        2_000,
        length -> {
          ObjectNode changed = bundle.deepCopy();
          checkpoint(changed, text -> text + "\u2014 x AAAAAA\n".repeat(length));
          assertThatThrownBy(() -> verify(withoutSignature(changed)))
              .isInstanceOf(VerificationFailed.class);
        });
  }

  private static ObjectNode withoutSignature(ObjectNode changed) {
    return checkpoint(changed, text -> text.replaceFirst("(\u2014 \\S+) ....", "$1 AAAA"));
  }

  @Test
  void trustedRoot_unreadable_isRejected() {
    assertThatThrownBy(() -> TrustAnchors.read("{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a trusted root");
  }

  private static void verify(JsonNode changed) throws VerificationFailed {
    verifier.verify(SignedEnvelope.ofBundle(changed), any -> {});
  }

  private static Arguments rejected(String name, String reason, Change change) {
    return argumentSet(name, reason, change);
  }

  private static ObjectNode envelope(ObjectNode json) {
    return json.withObject("/dsseEnvelope");
  }

  private static ObjectNode material(ObjectNode json) {
    return json.withObject("/verificationMaterial");
  }

  private static ObjectNode entry(ObjectNode json) {
    return (ObjectNode) material(json).at("/tlogEntries/0");
  }

  private static ObjectNode proof(ObjectNode json) {
    return entry(json).withObject("/inclusionProof");
  }

  /** Changes a text. */
  private interface TextChange {
    String apply(String text);
  }

  private static ObjectNode checkpoint(ObjectNode json, TextChange change) {
    ObjectNode checkpoint = proof(json).withObject("/checkpoint");
    checkpoint.put("envelope", change.apply(checkpoint.path("envelope").asText()));
    return json;
  }

  private static void flip(ObjectNode object, String name) {
    byte[] bytes = Base64.getDecoder().decode(object.path(name).asText());
    bytes[bytes.length - 1] ^= 1;
    object.put(name, MinimalSigner.base64(bytes));
  }

  private static void flipFirst(ObjectNode object, String name) {
    byte[] bytes = Base64.getDecoder().decode(object.path(name).asText());
    bytes[0] ^= 1;
    object.put(name, MinimalSigner.base64(bytes));
  }
}
