package dev.trustedpublishing.testkit.registry.npm.token;

import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The API tokens: those that were minted, and those that an account owner created. */
public final class IssuedTokens {

  /** "The token expires at expires (about 1 h)". */
  public static final Duration LIFETIME = Duration.ofHours(1);

  private static final String PREFIX = "npm_";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 36;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, MintedToken> minted = new LinkedHashMap<>();
  private final Set<String> ofAccounts = ConcurrentHashMap.newKeySet();

  public IssuedTokens(Clock clock) {
    this.clock = clock;
  }

  synchronized MintedToken mint(PackageName name, Set<Permission> permissions) {
    Instant now = clock.instant();
    MintedToken token =
        new MintedToken(newValue(), name.value(), permissions, now, now.plus(LIFETIME));
    minted.put(token.value(), token);
    return token;
  }

  public synchronized List<MintedToken> all() {
    return new ArrayList<>(minted.values());
  }

  public String forAccount() {
    String value = newValue();
    ofAccounts.add(value);
    return value;
  }

  /** Returns the caller of a request; {@link Caller.Nobody} without a token that is valid now. */
  public synchronized Caller caller(Request request) {
    Optional<String> value = bearer(request);
    if (value.filter(ofAccounts::contains).isPresent()) {
      return new Caller.Account();
    }
    return value
        .map(minted::get)
        .filter(token -> clock.instant().isBefore(token.expiresAt()))
        .<Caller>map(Caller.Publisher::new)
        .orElseGet(Caller.Nobody::new);
  }

  static Optional<String> bearer(Request request) {
    String[] parts = request.header("Authorization").orElse("").trim().split("\\s+", 2);
    return parts.length == 2 && parts[0].toLowerCase(Locale.ROOT).equals("bearer")
        ? Optional.of(parts[1].trim())
        : Optional.empty();
  }

  private String newValue() {
    StringBuilder value = new StringBuilder(PREFIX);
    for (int i = 0; i < LENGTH; i++) {
      value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return value.toString();
  }
}
