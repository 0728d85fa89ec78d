package dev.trustedpublishing.testkit.sigstore;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.FaultScript;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Sigstore instance: Fulcio (version 2), a certificate transparency log, and Rekor (version 1),
 * below one address. It verifies every request as the real services do, with their status codes and
 * messages: identity tokens by the keys of their issuers, the proof that the client has the key,
 * and the signature of each envelope. Its certificates, timestamps, promises, proofs and
 * checkpoints are real; other verifiers accept them with {@link #trustedRoot()}. Everything is kept
 * in memory. Safe for use by several threads.
 *
 * <p>Differences from the public instance: only tokens of GitHub Actions and GitLab are accepted,
 * only keys on P-256, no certificate requests (PKCS #10), only entries of the kind {@code dsse}
 * whose verifiers are certificates; the certificate transparency log can't be read.
 */
public final class SigstoreInstance implements Handler {

  private static final String ENTRIES = "/api/v1/log/entries";

  private final FulcioServer fulcio;
  private final RekorServer rekor;
  private final URI base;
  private final TrustDocuments documents;
  private final ContentFaults faults = new ContentFaults();
  private final FaultScript<SigstoreEndpoint> script = new FaultScript<>();
  private final Recorder recorder = new Recorder(this::route);

  private SigstoreInstance(Builder builder) {
    Clock clock = builder.clock;
    CertificateAuthority authority = new CertificateAuthority(clock.instant());
    CtLog log = new CtLog();
    this.base = builder.base;
    this.fulcio =
        new FulcioServer(
            new IdentityTokenVerifier(
                FulcioServer.AUDIENCE,
                clock,
                builder.issuers.keySet(),
                Optional.ofNullable(builder.trust)),
            Map.copyOf(builder.issuers),
            authority,
            log,
            clock,
            faults);
    this.rekor = new RekorServer(base.getHost(), clock, faults);
    this.documents =
        new TrustDocuments(base, authority.chain(), log.key(), rekor.key(), clock.instant());
  }

  /**
   * Starts to build an instance.
   *
   * @param base where it will be mounted, without a slash at the end
   * @return a builder for an instance that trusts no issuer
   */
  public static Builder at(URI base) {
    return new Builder(base);
  }

  /**
   * Returns the address of Fulcio and Rekor.
   *
   * @return the address, without a slash at the end
   */
  public URI uri() {
    return base;
  }

  /**
   * Returns what verifiers must trust: the document that {@code GET /trusted_root.json} serves.
   *
   * @return JSON, of the type {@code application/vnd.dev.sigstore.trustedroot+json;version=0.1}
   */
  public String trustedRoot() {
    return documents.trustedRoot();
  }

  /**
   * Returns where signers find the services: the document that {@code GET
   * /signing_config.v0.2.json} serves.
   *
   * @return JSON, of the type {@code application/vnd.dev.sigstore.signingconfig.v0.2+json}
   */
  public String signingConfig() {
    return documents.signingConfig();
  }

  /**
   * Returns both in one document, which clients take as a file: that of {@code GET
   * /client_trust_config.json}.
   *
   * @return JSON, of the type {@code application/vnd.dev.sigstore.clienttrustconfig.v0.1+json}
   */
  public String clientTrustConfig() {
    return documents.clientTrustConfig();
  }

  /**
   * Lists the certificates that were issued.
   *
   * @return the certificates of signers, oldest first
   */
  public List<X509Certificate> certificates() {
    return fulcio.issued();
  }

  /**
   * Lists the entries of the log.
   *
   * @return the entries that were accepted, oldest first
   */
  public List<LoggedEntry> entries() {
    return rekor.entries();
  }

  /**
   * Lists the requests received so far.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return recorder.requests();
  }

  /**
   * Queues faults for the next requests to an endpoint, one each.
   *
   * @param endpoint the endpoint
   * @param next the faults
   */
  public void script(SigstoreEndpoint endpoint, Fault... next) {
    script.add(endpoint, next);
  }

  /**
   * Falsifies the next successful responses, one each: those with certificates, and those with
   * entries of the log.
   *
   * @param next the faults, in the order of the responses
   */
  public void falsify(SigstoreFault... next) {
    faults.add(next);
  }

  @Override
  public Reply handle(Request request) throws IOException {
    return recorder.handle(request);
  }

  private Reply route(Request request) throws IOException {
    String path = request.path();
    if (path.startsWith(ENTRIES + "/")) {
      return play(SigstoreEndpoint.GET_ENTRY, request, "GET", this::entry);
    }
    return switch (path) {
      case "/api/v2/configuration" ->
          play(SigstoreEndpoint.CONFIGURATION, request, "GET", any -> fulcio.configuration());
      case "/api/v2/signingCert" ->
          play(SigstoreEndpoint.SIGNING_CERTIFICATE, request, "POST", fulcio::signingCertificate);
      case ENTRIES -> play(SigstoreEndpoint.CREATE_ENTRY, request, "POST", rekor::create);
      case "/trusted_root.json" ->
          play(SigstoreEndpoint.TRUSTED_ROOT, request, "GET", any -> document(trustedRoot()));
      case "/signing_config.v0.2.json" ->
          play(SigstoreEndpoint.SIGNING_CONFIG, request, "GET", any -> document(signingConfig()));
      case "/client_trust_config.json" ->
          play(
              SigstoreEndpoint.CLIENT_TRUST_CONFIG,
              request,
              "GET",
              any -> document(clientTrustConfig()));
      default -> Answer.notFound();
    };
  }

  private Reply play(SigstoreEndpoint endpoint, Request request, String method, Handler handler)
      throws IOException {
    return script.play(endpoint, request, Handler.only(method, handler));
  }

  private Reply entry(Request request) {
    return rekor.find(request.path().substring(ENTRIES.length() + 1));
  }

  private static Answer document(String json) {
    return Answer.text(200, "application/json", json);
  }

  /** Settings for an instance. Not safe for use by several threads. */
  public static final class Builder {

    private final URI base;
    private final Map<String, Function<Claims, CiIdentity>> issuers = new LinkedHashMap<>();
    private Clock clock = Clock.systemUTC();
    private @Nullable SSLContext trust;

    private Builder(URI base) {
      this.base = base;
    }

    /**
     * Sets the clock for tokens, certificates and the log; the system clock unless set.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Trusts an issuer of the identity tokens of GitHub Actions. Certificates name repositories and
     * workflows at {@code https://github.com/}, whatever the address of the issuer.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @return this builder
     */
    public Builder githubIssuer(URI issuer) {
      issuers.put(issuer.toString(), CiIdentity::github);
      return this;
    }

    /**
     * Trusts an issuer of the identity tokens of GitLab. Certificates name projects and pipelines
     * by {@code https://} and the authority of the issuer.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @return this builder
     */
    public Builder gitlabIssuer(URI issuer) {
      issuers.put(issuer.toString(), CiIdentity::gitlab);
      return this;
    }

    /**
     * Sets the certificates that are trusted when the keys of an issuer are fetched over HTTPS;
     * those of Java unless set.
     *
     * @param value the SSL context with the trusted certificates
     * @return this builder
     */
    public Builder trusting(SSLContext value) {
      trust = value;
      return this;
    }

    /**
     * Creates the instance, with new keys.
     *
     * @return the instance, ready to be mounted
     */
    public SigstoreInstance build() {
      return new SigstoreInstance(this);
    }
  }
}
