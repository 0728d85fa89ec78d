package dev.trustedpublishing.testkit.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Tokens in the right form; the tiny registry believes everything that has it. */
final class TinyJwt {
  private TinyJwt() {}

  static String of(String audience) {
    return part("{\"alg\":\"none\"}")
        + "."
        + part("{\"aud\":\"" + audience + "\",\"jti\":\"" + UUID.randomUUID() + "\"}")
        + "."
        + part("signature-of-" + UUID.randomUUID());
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
