package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service account of Google Cloud, as its identity tokens describe it (Google's documentation of
 * the metadata server). Immutable.
 *
 * @param email its mail address, which PyPI compares
 * @param subject its number
 */
public record GoogleJob(String email, String subject) implements EmbeddedJob {

  /**
   * Creates a sample account: the one that publishes {@code sampleproject}.
   *
   * @return the account
   */
  public static GoogleJob sample() {
    return new GoogleJob("publisher@octo-project.iam.gserviceaccount.com", "100000000000000000065");
  }

  @Override
  public EmbeddedGoogle start(LoopbackServer server, Clock clock) {
    return EmbeddedGoogle.start(server, this, clock);
  }

  Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", subject);
    claims.put("azp", subject);
    claims.put("email", email);
    claims.put("email_verified", true);
    return claims;
  }
}
