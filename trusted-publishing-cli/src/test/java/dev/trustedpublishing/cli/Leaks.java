package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.pypi.MintedToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Every form of every secret of a run, to be looked for where none may be. */
final class Leaks {
  private static final String MASK = "::add-mask::";

  private final List<String> secrets = new ArrayList<>();

  /** Collects what the CI job held, what was minted, and what was told to the CI system to hide. */
  Leaks(Sandbox sandbox, String commands) {
    secrets.add(sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    for (MintedToken token : sandbox.pypi().mintedTokens()) {
      secrets.add(token.value());
      secrets.add(basic("__token__:" + token.value()));
    }
    for (String line : commands.lines().filter(line -> line.startsWith(MASK)).toList()) {
      String masked = line.substring(MASK.length());
      secrets.add(masked);
      for (String part : masked.split("\\.")) {
        // Parts of a JWT; the header is the same for every token and no secret.
        if (part.length() >= 16 && !part.startsWith("eyJ0eXAiOiJKV1Qi")) {
          secrets.add(part);
        }
      }
    }
  }

  /** How many secrets of the run are known: a search for none proves nothing. */
  int count() {
    return secrets.size();
  }

  void assertNoneIn(String text) {
    String visible =
        text.lines().filter(line -> !line.startsWith(MASK)).collect(Collectors.joining("\n"));
    for (String secret : secrets) {
      assertThat(visible).doesNotContain(secret);
    }
  }

  private static String basic(String credentials) {
    return Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
