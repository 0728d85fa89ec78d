package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.FaultScript;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.http.ThisMachineOnly;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Google Cloud: the issuer, the metadata server of a machine with a service account, and the IAM
 * Credentials API for the accounts that this one may act as. The metadata server speaks plain HTTP.
 * Thread-safe.
 */
public final class EmbeddedGoogle implements EmbeddedCi {
  private static final String ISSUER = "/google";
  private static final String ACCOUNT = "/v1/instance/service-accounts/default/";
  private static final String IAM = "/projects/-/serviceAccounts/";
  private static final String ACTION = ":generateIdToken";
  private static final String ACCESS_TOKEN = "ya29.access-token-of-the-machine";
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final GoogleJob job;
  private final LoopbackServer server;
  private final OidcIssuer issuer;
  private final List<GoogleJob> others = new CopyOnWriteArrayList<>();
  private final FaultScript<Endpoint> script = new FaultScript<>();
  private final Recorder metadata =
      new Recorder(request -> script.play(Endpoint.METADATA, request, this::metadata));
  private final Recorder iam =
      new Recorder(request -> script.play(Endpoint.IAM, request, this::iam));

  /** The servers that a job may call. */
  public enum Endpoint {
    /** The metadata server. */
    METADATA,
    /** The IAM Credentials API. */
    IAM
  }

  private EmbeddedGoogle(GoogleJob job, LoopbackServer server, OidcIssuer issuer) {
    this.job = job;
    this.server = server;
    this.issuer = issuer;
  }

  static EmbeddedGoogle start(LoopbackServer server, GoogleJob job, Clock clock) {
    OidcIssuer issuer = new OidcIssuer(URI.create(server.uri() + ISSUER), clock);
    EmbeddedGoogle system = new EmbeddedGoogle(job, server, issuer);
    server.mount(ISSUER, new ThisMachineOnly(issuer));
    server.mount("/computeMetadata", new ThisMachineOnly(system.metadata));
    server.mount("/v1", new ThisMachineOnly(system.iam));
    return system;
  }

  /**
   * Lets the account of the machine act as another one.
   *
   * @param account the other account
   * @return this system
   */
  public EmbeddedGoogle permitting(GoogleJob account) {
    others.add(account);
    return this;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("GCE_METADATA_HOST", server.uri().getAuthority());
  }

  @Override
  public OidcIssuer issuer() {
    return issuer;
  }

  /**
   * Queues faults for the next requests, one each.
   *
   * @param endpoint the server
   * @param faults the faults
   */
  public void script(Endpoint endpoint, Fault... faults) {
    script.add(endpoint, faults);
  }

  /**
   * Lists the requests to a server so far.
   *
   * @param endpoint the server
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests(Endpoint endpoint) {
    return endpoint == Endpoint.IAM ? iam.requests() : metadata.requests();
  }

  private Reply metadata(Request request) {
    if (!request.header("Metadata-Flavor").equals(Optional.of("Google"))) {
      return Answer.plain(403, "Missing Metadata-Flavor:Google header.");
    }
    Answer answer =
        switch (request.path()) {
          case ACCOUNT + "identity" -> identity(request);
          case ACCOUNT + "token" ->
              Answer.json(
                  200,
                  Map.of("access_token", ACCESS_TOKEN, "expires_in", 3599, "token_type", "Bearer"));
          default -> Answer.notFound();
        };
    return answer.withHeader("Metadata-Flavor", "Google");
  }

  private Answer identity(Request request) {
    Optional<String> audience = request.parameter("audience").filter(value -> !value.isEmpty());
    if (audience.isEmpty()) {
      return Answer.plain(400, "non-empty audience parameter required");
    }
    Map<String, Object> claims = new LinkedHashMap<>(job.claims());
    if (request.parameter("format").equals(Optional.of("full"))) {
      claims.put(
          "google", Map.of("compute_engine", Map.of("project_id", "octo-project", "zone", "z")));
    } else {
      claims.remove("email");
    }
    return Answer.text(200, "text/html", issuer.token(claims, audience.get(), LIFETIME));
  }

  private Reply iam(Request request) throws IOException {
    String path = request.path();
    if (!path.startsWith(IAM) || !path.endsWith(ACTION)) {
      return Answer.notFound();
    }
    if (!request.header("Authorization").equals(Optional.of("Bearer " + ACCESS_TOKEN))) {
      return Answer.json(401, Map.of("error", Map.of("message", "Invalid credentials.")));
    }
    String email = path.substring(IAM.length(), path.length() - ACTION.length());
    Optional<GoogleJob> other =
        others.stream().filter(account -> account.email().equals(email)).findFirst();
    if (other.isEmpty()) {
      return Answer.json(
          403,
          Map.of(
              "error",
              Map.of("message", "Permission 'iam.serviceAccounts.getOpenIdToken' denied.")));
    }
    String audience = AgentToken.text(request.text(), "audience");
    return Answer.json(
        200, Map.of("token", issuer.token(other.get().claims(), audience, LIFETIME)));
  }
}
