package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A CI system in memory: gives a new token for each request, or does what the test says. */
public final class FakeCi implements IdentityProvider {
  public final List<String> given = new ArrayList<>();
  private final String id;
  Detection detection = new Detection.Available("Fake CI");
  IdentityToken.Supply supply = IdentityToken.Supply.ON_REQUEST;
  public String claims =
      "{\"iss\":\"https://ci.example\",\"aud\":\"%s\",\"exp\":%d,\"repository\":\"octo-org/sample\","
          + "\"user_email\":\"octocat@example.com\"}";
  public String header = "{\"alg\":\"RS256\"}";
  Instant expiry = PublisherFixture.NOW.plusSeconds(300);
  public BiFunction<String, Integer, String> signer =
      (payload, number) -> jwt(header, payload, number);

  FakeCi(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return detection;
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    String payload = claims.formatted(request.audience(), expiry.getEpochSecond());
    String jwt = signer.apply(payload, given.size());
    given.add(jwt);
    return context.readIdentityToken(Secret.of(jwt), supply);
  }

  @Override
  public Optional<Secret> maskingCommand(Secret secret) {
    return Optional.of(Secret.of("mask " + secret.reveal()));
  }

  public static String jwt(String payload, int number) {
    return jwt("{\"alg\":\"RS256\"}", payload, number);
  }

  private static String jwt(String header, String payload, int number) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(("signature-number-" + number).getBytes(StandardCharsets.UTF_8));
  }
}
