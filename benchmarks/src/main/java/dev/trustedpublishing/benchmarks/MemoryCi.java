package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An in-memory CI system: always detected, responds immediately. */
final class MemoryCi implements IdentityProvider {
  @Override
  public String id() {
    return "memory";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return new Detection.Available("memory");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    String jwt =
        part("{\"alg\":\"RS256\"}")
            + "."
            + part(
                "{\"iss\":\"https://ci.example\",\"aud\":\""
                    + request.audience()
                    + "\",\"exp\":"
                    + context.clock().instant().plusSeconds(300).getEpochSecond()
                    + "}")
            + "."
            + part("signature");
    return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
