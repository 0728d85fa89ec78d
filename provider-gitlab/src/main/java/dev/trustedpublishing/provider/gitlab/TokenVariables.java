package dev.trustedpublishing.provider.gitlab;

import dev.trustedpublishing.api.identity.IdentityRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The variables that a token may be in, in the order in which they are looked at: the configured
 * one, those that users of the registry conventionally declare, and those that other clients
 * compute from the audience.
 */
final class TokenVariables {
  static final String SUFFIX = "_ID_TOKEN";

  private TokenVariables() {}

  static List<String> candidates(Optional<String> configured, IdentityRequest request) {
    Set<String> names = new LinkedHashSet<>();
    // It holds the registry's token; that of a signing service has a variable of its own.
    if (!request.audience().equals("sigstore")) {
      configured.ifPresent(names::add);
    }
    names.addAll(request.usualVariables());
    names.add(byIdRule(request.audience()));
    names.add(byAmbientIdRule(request.audience()));
    return List.copyOf(names);
  }

  /**
   * Python's {@code id}: in upper case, every character outside of {@code A-Z 0-9 _} and a leading
   * digit become {@code _}.
   */
  static String byIdRule(String audience) {
    String upper = audience.toUpperCase(Locale.ROOT);
    return upper.replaceAll("[^A-Z0-9_]|^[0-9]", "_") + SUFFIX;
  }

  /**
   * Rust's {@code ambient-id} (uv): ASCII letters in upper case and digits, everything else becomes
   * {@code _}, one for each character.
   */
  static String byAmbientIdRule(String audience) {
    StringBuilder name = new StringBuilder();
    audience
        .codePoints()
        .map(c -> isAsciiLetterOrDigit(c) ? Character.toUpperCase(c) : '_')
        .forEach(name::appendCodePoint);
    return name.append(SUFFIX).toString();
  }

  private static boolean isAsciiLetterOrDigit(int c) {
    return c < 128 && Character.isLetterOrDigit(c);
  }
}
