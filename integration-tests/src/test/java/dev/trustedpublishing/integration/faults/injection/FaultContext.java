package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** What a fault can use: another address, tokens that must not be accepted. Thread-safe. */
public final class FaultContext {
  private final OidcIssuer issuer;
  private final GitHubJob job;
  private final Clock clock;
  private final URI redirectTarget;
  private final String audience;
  private final String prefix;
  private final SplittableRandom random;
  private final LongConsumer taken;
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  public FaultContext(
      RunPlan plan,
      TestEnvironment environment,
      String audience,
      URI redirectTarget,
      LongConsumer taken) {
    this.issuer = environment.issuer();
    this.job = environment.job();
    this.clock = environment.clock();
    this.redirectTarget = redirectTarget;
    this.audience = audience;
    this.prefix = plan.registry() == Registry.NPM ? "npm_" : "pypi-";
    this.random = new SplittableRandom(plan.seed());
    this.taken = taken;
  }

  public URI redirectTarget() {
    return redirectTarget;
  }

  /** What an identity token has to be for. */
  public String audience() {
    return audience;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Receives how much of a response the client read. */
  public LongConsumer taken() {
    return taken;
  }

  public String identityToken(String recipient, long life) {
    Map<String, Object> claims = new HashMap<>(issuer.claims(job, recipient));
    claims.put("exp", now().getEpochSecond() + life);
    return remember(issuer.sign(claims));
  }

  String strangeToken() {
    Map<String, Object> claims = new HashMap<>(issuer.claims(job, audience));
    claims.put("iss", "https://issuer.example");
    return remember(issuer.sign(claims));
  }

  synchronized String unknownToken() {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return remember(prefix + HexFormat.of().formatHex(bytes));
  }

  /** Every token that was made up here. */
  public Set<String> made() {
    return Set.copyOf(made);
  }

  private String remember(String token) {
    made.add(token);
    return token;
  }
}
