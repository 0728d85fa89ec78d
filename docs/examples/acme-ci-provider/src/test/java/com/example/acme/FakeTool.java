package com.example.acme;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Represents the {@code acme-ci} command on the PATH of a job. */
final class FakeTool implements ProcessRunner {
  static final String ROOT = "https://ci.acme.example";
  static final String ORGANIZATION = ROOT + "/org/00000000-1111-2222-3333-444444444444";

  private final OidcIssuer signer = new OidcIssuer(URI.create(ROOT), Clock.systemUTC());
  private final Map<String, Object> further = new HashMap<>();

  /** Claims that the tokens have besides the usual ones. */
  FakeTool claiming(String name, Object value) {
    further.put(name, value);
    return this;
  }

  @Override
  public ProcessOutcome run(List<String> command) {
    if (!command.subList(0, 3).equals(List.of("acme-ci", "identity", "--claims"))) {
      return new ProcessOutcome.Exited(2, Optional.empty(), "unknown command");
    }
    String audience = command.get(3).replaceAll("^\\{\"aud\":\"|\"\\}$", "");
    Instant now = Instant.now();
    Map<String, Object> claims = new HashMap<>(further);
    claims.put("iss", command.contains("--root-issuer") ? ROOT : ORGANIZATION);
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 3600);
    claims.put("job_id", String.valueOf(now) + Math.random());
    return new ProcessOutcome.Exited(0, Optional.of(Secret.of(signer.sign(claims))), "");
  }
}
