package dev.trustedpublishing.testkit.oidc;

import dev.trustedpublishing.internal.jjwt.Jwts;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.FaultScript;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OpenID Connect issuer: it signs with RS256, publishes its keys, and issues identity tokens to
 * jobs the way GitHub Actions does (GitHub's OpenID Connect reference). To be mounted below the
 * path of its own issuer URL. Safe for use by several threads.
 */
public final class OidcIssuer implements Handler {

  /** Lifetimes of the documented sample (GitHub's OpenID Connect reference). */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final Duration VALID_BEFORE = Duration.ofMinutes(10);

  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String JWKS = "/.well-known/jwks";
  private static final String TOKENS = "/_apis/actions/token/";

  private final URI issuer;
  private final URI address;
  private final Clock clock;
  private final String requestToken = randomToken();
  private final SigningKeys keys = new SigningKeys();
  private final JwtJson json = new JwtJson();
  private final List<GitHubJob> jobs = new CopyOnWriteArrayList<>();
  private final FaultScript<IssuerEndpoint> script = new FaultScript<>();
  private final AtomicLong issued = new AtomicLong();
  private final Recorder recorder = new Recorder(this::route);

  /**
   * Creates an issuer.
   *
   * @param issuer its URL without a slash at the end: the claim {@code iss} of its tokens, and the
   *     address at which it is mounted
   * @param clock the clock for the times in its tokens
   */
  public OidcIssuer(URI issuer, Clock clock) {
    this(issuer, issuer, clock);
  }

  /**
   * Creates an issuer with the name of a real one, such as a self-managed GitLab.
   *
   * @param issuer the claim {@code iss} of its tokens
   * @param address the address at which it is mounted, without a slash at the end; a registry must
   *     be told that it has the keys
   * @param clock the clock for the times in its tokens
   */
  public OidcIssuer(URI issuer, URI address, Clock clock) {
    this.issuer = issuer;
    this.address = address;
    this.clock = clock;
  }

  /**
   * Returns the name of the issuer.
   *
   * @return the claim {@code iss} of its tokens
   */
  public URI issuer() {
    return issuer;
  }

  /**
   * Adds a job and returns its environment, with the address and the credential for identity
   * tokens.
   *
   * @param job the job that the tokens describe
   * @return the variables that GitHub Actions sets, in a stable order
   */
  public Map<String, String> environment(GitHubJob job) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", requestToken);
    variables.put(
        "ACTIONS_ID_TOKEN_REQUEST_URL", address + TOKENS + admit(job) + "?api-version=2.0");
    variables.putAll(job.variables());
    return variables;
  }

  /**
   * Creates the claims of an identity token as GitHub does: issued now, valid from ten minutes ago
   * for five minutes to come, with its own id.
   *
   * @param job the job that it describes
   * @param audience the audience of the token
   * @return a new map, which may be changed and passed to {@link #sign}
   */
  public Map<String, Object> claims(GitHubJob job, String audience) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.toString());
    claims.put("aud", audience);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("nbf", now.minus(VALID_BEFORE).getEpochSecond());
    claims.put("exp", now.plus(LIFETIME).getEpochSecond());
    claims.putAll(job.claims());
    return claims;
  }

  /**
   * Returns the environment of a GitLab job, with the identity tokens that it declares.
   *
   * @param job the job that the tokens describe
   * @param idTokens the names of the variables under {@code id_tokens}, each with its audience
   * @return the variables that GitLab sets, in a stable order
   */
  public Map<String, String> environment(GitLabJob job, Map<String, String> idTokens) {
    Map<String, String> variables = new LinkedHashMap<>(job.variables(issuer.toString()));
    idTokens.forEach((name, audience) -> variables.put(name, sign(claims(job, audience))));
    return variables;
  }

  /**
   * Creates the claims of an identity token as GitLab does: issued now, valid for an hour, with its
   * own id.
   *
   * @param job the job that it describes
   * @param audience the audience of the token
   * @return a new map, which may be changed and passed to {@link #sign}
   */
  public Map<String, Object> claims(GitLabJob job, String audience) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.toString());
    claims.put("aud", audience);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("nbf", now.minusSeconds(5).getEpochSecond());
    claims.put("exp", now.plus(Duration.ofHours(1)).getEpochSecond());
    claims.putAll(job.claims(issuer.getAuthority()));
    return claims;
  }

  /**
   * Signs an identity token for a job, without a request.
   *
   * @param job the job that it describes
   * @param audience the audience of the token
   * @return the token in its compact form
   */
  public String token(GitHubJob job, String audience) {
    return sign(claims(job, audience));
  }

  /**
   * Signs an identity token for a job of any CI system, issued now.
   *
   * @param ofTheJob the claims that describe the job; they replace those of the issuer
   * @param audience the audience of the token
   * @param lifetime how long it is valid, up to a minute more than its real lifetime
   * @return the token in its compact form
   */
  public String token(Map<String, Object> ofTheJob, String audience, Duration lifetime) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.toString());
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    // Not all CI systems have a jti; their tokens differ all the same.
    claims.put("exp", now.plus(lifetime).getEpochSecond() - issued.getAndIncrement() % 60);
    claims.putAll(ofTheJob);
    return sign(claims);
  }

  /**
   * Makes an identity token of a job that expired an hour ago.
   *
   * @param job the job
   * @param audience the audience
   * @return the JWT
   */
  public String expiredToken(GitHubJob job, String audience) {
    Map<String, Object> claims = claims(job, audience);
    claims.put("exp", clock.instant().minus(Duration.ofHours(1)).getEpochSecond());
    return sign(claims);
  }

  /**
   * Signs any claims with the current key.
   *
   * @param claims the claims, written as they are
   * @return the token in its compact form
   */
  public String sign(Map<String, Object> claims) {
    SigningKey key = keys.current();
    return Jwts.builder()
        .json(json)
        .header()
        .type("JWT")
        .keyId(key.id())
        .and()
        .content(json.serialize(claims))
        .signWith(key.pair().getPrivate(), Jwts.SIG.RS256)
        .compact();
  }

  /**
   * Rotates the signing key. Earlier keys stay published, so that older tokens can still be
   * verified.
   */
  public void rotateKeys() {
    keys.rotate();
  }

  /**
   * Finds a published key without a request.
   *
   * @param id its name, as in the header {@code kid}
   * @return the key
   */
  public Optional<PublicKey> key(String id) {
    return keys.find(id);
  }

  /** Stops publishing all keys except the current one. */
  public void dropRetiredKeys() {
    keys.dropRetired();
  }

  /**
   * Queues faults for the next requests to an endpoint, one each.
   *
   * @param endpoint the endpoint
   * @param faults the faults
   */
  public void script(IssuerEndpoint endpoint, Fault... faults) {
    script.add(endpoint, faults);
  }

  /**
   * Lists the requests received so far.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return recorder.requests();
  }

  @Override
  public Reply handle(Request request) throws IOException {
    return recorder.handle(request);
  }

  private Reply route(Request request) throws IOException {
    if (request.path().equals(DISCOVERY)) {
      return script.play(IssuerEndpoint.DISCOVERY, request, this::discovery);
    }
    if (request.path().equals(JWKS)) {
      return script.play(IssuerEndpoint.JWKS, request, any -> Answer.json(200, keys.toJwks()));
    }
    if (request.path().startsWith(TOKENS)) {
      return script.play(IssuerEndpoint.TOKEN, request, this::tokenEndpoint);
    }
    return Answer.notFound();
  }

  private Answer discovery(Request request) {
    return Answer.json(
        200,
        Map.of(
            "issuer", issuer.toString(),
            "jwks_uri", address + JWKS,
            "subject_types_supported", List.of("public", "pairwise"),
            "response_types_supported", List.of("id_token"),
            "id_token_signing_alg_values_supported", List.of("RS256"),
            "scopes_supported", List.of("openid")));
  }

  private Answer tokenEndpoint(Request request) {
    if (!request.method().equals("GET")) {
      return Answer.methodNotAllowed("GET");
    }
    if (!authorized(request)) {
      return Answer.json(401, Map.of("message", "Invalid or missing request token"));
    }
    Optional<String> audience = request.parameter("audience").filter(value -> !value.isEmpty());
    if (audience.isEmpty()) {
      return Answer.json(400, Map.of("message", "Missing query parameter: audience"));
    }
    return job(request.path().substring(TOKENS.length()))
        .map(job -> token(job, audience.get()))
        .map(token -> Answer.json(200, Map.of("count", token.length(), "value", token)))
        .orElseGet(Answer::notFound);
  }

  private boolean authorized(Request request) {
    byte[] expected = ("Bearer " + requestToken).getBytes(StandardCharsets.UTF_8);
    byte[] given = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, given);
  }

  /** The address of a job ends with its place in the list, so that one issuer serves many jobs. */
  private synchronized int admit(GitHubJob job) {
    int known = jobs.indexOf(job);
    if (known >= 0) {
      return known;
    }
    jobs.add(job);
    return jobs.size() - 1;
  }

  private Optional<GitHubJob> job(String place) {
    return place.matches("\\d{1,6}") && Integer.parseInt(place) < jobs.size()
        ? Optional.of(jobs.get(Integer.parseInt(place)))
        : Optional.empty();
  }

  private static String randomToken() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
