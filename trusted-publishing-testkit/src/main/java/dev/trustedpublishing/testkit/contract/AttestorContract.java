package dev.trustedpublishing.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.testkit.contract.probe.AtOnce;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Attestor} must do. Extend it in the attestor's own tests, with a signing
 * service that verifies as the real one does; {@link
 * dev.trustedpublishing.testkit.sigstore.SigstoreInstance} is one. Not thread-safe: JUnit makes an
 * instance for each test.
 */
public abstract class AttestorContract extends SpiContract {
  private static final String STATEMENT =
      "{ \"_type\":\"https://in-toto.io/Statement/v1\", \"subject\":[{\"name\":\"Größe\"}] }";
  private static final Set<ErrorCategory> OF_SIGNING =
      EnumSet.of(ErrorCategory.USAGE, ErrorCategory.PUBLISH, ErrorCategory.TEMPORARY);
  private static final Set<ExternalFault> ALL_BUT_INTERRUPTS =
      EnumSet.complementOf(EnumSet.of(ExternalFault.INTERRUPTED));

  private final Switch line = new Switch();

  /** For subclasses. */
  protected AttestorContract() {}

  /**
   * Creates the attestor. It may be set up for a signing service on this machine; {@link
   * java.util.ServiceLoader} must find one with the same id.
   *
   * @return a new attestor
   */
  protected abstract Attestor attestor();

  /**
   * Issues an identity token of a job that the signing service trusts.
   *
   * @param audience the audience of the token
   * @return the token in its compact form, a new one each time
   * @throws Exception if it can't be issued
   */
  protected abstract String identityToken(String audience) throws Exception;

  /**
   * Returns what verifiers of the signing service must trust.
   *
   * @return JSON, of the type {@code application/vnd.dev.sigstore.trustedroot+json;version=0.1}
   * @throws Exception if it can't be read
   */
  protected abstract String trustedRoot() throws Exception;

  @Test
  void attestor_isFoundByServiceLoader() {
    SpiRules.requireFound(Attestor.class, attestor(), Attestor::id);
  }

  @Test
  void preflight_makesNoRequests() throws Exception {
    TestContext context = context();
    Attestor attestor = attestor();

    attestor.preflight(Optional.empty(), context);
    attestor.preflight(Optional.of(identity(attestor, context).claims()), context);

    assertEquals(0, context.world().count(), "the preflight sent a request or started a tool");
  }

  @Test
  void certify_rejectsTokenForAnotherAudience() throws Exception {
    TestContext context = context();
    IdentityToken foreign = identity("somebody-else.example", context);

    TrustedPublishingException e =
        assertThrows(TrustedPublishingException.class, () -> attestor().certify(foreign, context));

    assertEquals(Stage.ATTEST, e.stage());
    assertEquals(ErrorCategory.PUBLISH, e.code().category(), e::getMessage);
  }

  @Test
  void identityToken_isSentOnce() throws Exception {
    TestContext context = context();
    Attestor attestor = attestor();
    IdentityToken identity = identity(attestor, context);

    attestor.certify(identity, context).sign(STATEMENT);

    String jwt = identity.value().reveal();
    List<HttpRequest> carrying =
        context.world().calls().stream()
            .filter(call ->
                call.secrets().contains(identity.value())
                    || (text(call) + call.headers()).contains(jwt))
            .toList();
    assertEquals(1, carrying.size(), "requests with the identity token");
    assertTrue(
        carrying.get(0).secrets().contains(identity.value()), "the request declares the token");
  }

  @Test
  void certify_makesOneAttempt() throws Exception {
    TestContext context = context();
    line.breaks(ExternalFault.UNAVAILABLE);

    SpiRules.failure(() -> certify(context));

    assertEquals(0, context.world().repetitions(), "repeating is the pipeline's business");
  }

  @Test
  void sign_makesOneAttempt() throws Exception {
    TestContext context = context();
    Attestor.Signer signer = certify(context);
    context.world().calls().clear();
    line.breaks(ExternalFault.UNAVAILABLE);

    SpiRules.failure(() -> signer.sign(STATEMENT));

    assertEquals(0, context.world().repetitions(), "repeating is the pipeline's business");
  }

  @Test
  void sign_returnsBundleOfExactStatement() throws Exception {
    JsonObject bundle = certify(context()).sign(STATEMENT);

    assertEquals(STATEMENT, verified(bundle), "a statement is signed as it is");
    assertEquals("application/vnd.dev.sigstore.bundle.v0.3+json", bundle.requireText("mediaType"));
  }

  /** The log then has one entry for it, not two. */
  @Test
  void sign_afterLostResponse_repeatsSameRequest() throws Exception {
    TestContext context = context();
    Attestor.Signer signer = certify(context);
    context.world().calls().clear();

    line.breaks(ExternalFault.LOST);
    SpiRules.failure(() -> signer.sign(STATEMENT));
    line.works();
    signer.sign(STATEMENT);

    List<HttpRequest> calls = context.world().calls();
    assertEquals(text(calls.get(0)), text(calls.get(1)), "the request of the second attempt");
  }

  @Test
  void expiresAt_isInFuture() throws Exception {
    TestContext context = context();

    assertTrue(certify(context).expiresAt().isAfter(context.clock().instant()));
  }

  @Test
  void output_containsNoSecret() throws Exception {
    TestContext context = context();
    Attestor attestor = attestor();
    IdentityToken identity = identity(attestor, context);
    Attestor.Signer signer = attestor.certify(identity, context);
    JsonObject bundle = signer.sign(STATEMENT);
    Set<String> secrets = new HashSet<>(context.world().secrets());
    secrets.add(identity.value().reveal());
    SpiRules.requireHidden(secrets, "the bundle", bundle.members());
    SpiRules.requireHidden(secrets, "the attestor's text", attestor);
    SpiRules.requireHidden(secrets, "the signer's text", signer);
    SpiRules.requireHidden(secrets, "a warning", context.warnings());
    SpiRules.requireClean(context.world());
    for (ExternalFault fault : ExternalFault.values()) {
      line.breaks(fault);
      SpiRules.requireHidden(
          secrets,
          "the failure after " + fault,
          SpiRules.failure(() -> attestor.certify(identity, context)));
      SpiRules.requireHidden(
          secrets,
          "the failure to sign after " + fault,
          SpiRules.failure(() -> signer.sign(STATEMENT)));
    }
  }

  @Test
  void failures_areExplained() throws Exception {
    TestContext context = context();
    Attestor.Signer signer = certify(context);
    for (ExternalFault fault : ALL_BUT_INTERRUPTS) {
      line.breaks(fault);
      for (Callable<?> attempt :
          List.<Callable<?>>of(() -> certify(context), () -> signer.sign(STATEMENT))) {
        SpiRules.requireExplained(fault, Stage.ATTEST, OF_SIGNING, SpiRules.failure(attempt));
      }
    }
  }

  @Test
  void sign_supportsConcurrentCalls() throws Exception {
    AtOnce atOnce = new AtOnce();
    AtomicReference<Runnable> whenUsed = new AtomicReference<>(() -> {});
    Attestor.Signer signer =
        certify(new TestContext(CiEnvironment.of(Map.of()), world(), () -> whenUsed.get().run()));
    whenUsed.set(atOnce::meet);
    List<Callable<String>> together = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < AtOnce.THREADS; i++) {
      String statement = "{\"number\":" + i + "}";
      statements.add(statement);
      together.add(() -> verified(signer.sign(statement)));
    }
    assertEquals(statements, atOnce.run(together), "threads got each other's signatures");
  }

  @Test
  void certify_stopsWhenInterrupted() throws Exception {
    TestContext context = context();
    IdentityToken identity = identity(attestor(), context);
    line.breaks(ExternalFault.INTERRUPTED);
    Thread.currentThread().interrupt();

    Exception failure = SpiRules.failure(() -> attestor().certify(identity, context));

    SpiRules.requireStopped(context.world(), Thread.interrupted(), failure);
  }

  @Test
  void sign_stopsWhenInterrupted() throws Exception {
    TestContext context = context();
    Attestor.Signer signer = certify(context);
    context.world().calls().clear();
    line.breaks(ExternalFault.INTERRUPTED);
    Thread.currentThread().interrupt();

    Exception failure = SpiRules.failure(() -> signer.sign(STATEMENT));

    SpiRules.requireStopped(context.world(), Thread.interrupted(), failure);
  }

  @Override
  Object implementation() {
    return attestor();
  }

  private Attestor.Signer certify(TestContext context) throws Exception {
    Attestor attestor = attestor();
    return attestor.certify(identity(attestor, context), context);
  }

  private IdentityToken identity(Attestor attestor, TestContext context) throws Exception {
    return identity(attestor.identityRequest().audience(), context);
  }

  private IdentityToken identity(String audience, TestContext context) throws Exception {
    return context.readIdentityToken(
        Secret.of(identityToken(audience)), IdentityToken.Supply.ON_REQUEST);
  }

  private TestContext context() {
    return new TestContext(CiEnvironment.of(Map.of()), world());
  }

  private Recorder world() {
    return new Recorder(line, ExternalFault.MISSING);
  }

  /** Returns the statement of a bundle that another verifier accepts. */
  private String verified(JsonObject bundle) throws Exception {
    new SigstoreVerifier(TrustAnchors.read(trustedRoot()))
        .verify(
            SignedEnvelope.ofBundle(new ObjectMapper().valueToTree(bundle.members())),
            certificate -> {});
    String base64 = bundle.object("dsseEnvelope").orElseThrow().requireText("payload");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String text(HttpRequest call) {
    String body =
        call.body()
            .map(HttpBody.Bytes.class::cast)
            .map(bytes -> new String(bytes.content(), StandardCharsets.UTF_8))
            .orElse("");
    return call.method() + " " + call.url() + "\n" + body;
  }

  /** The way to the signing service, which works or has a fault. */
  private static final class Switch implements HttpTransport {
    private static final HttpTransport WORKING = new LoopbackTransport();
    private volatile HttpTransport current = WORKING;

    void breaks(ExternalFault fault) {
      current = fault;
    }

    void works() {
      current = WORKING;
    }

    @Override
    public HttpResponse send(HttpRequest call) {
      return current.send(call);
    }
  }
}
