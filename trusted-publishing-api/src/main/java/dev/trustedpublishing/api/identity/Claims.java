package dev.trustedpublishing.api.identity;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The claims of an identity token: <em>unverified</em>. The registry verifies them; they are used
 * for early checks and for messages. {@code sub} is shown but never parsed, because its format
 * changes (GitHub's OpenID Connect reference). Immutable and thread-safe.
 */
public final class Claims {
  /** Personal data in some tokens; never shown, logged, or written to events. */
  private static final Set<String> PERSONAL =
      Set.of(
          "email",
          "groups_direct",
          "actor",
          "actor_id",
          "name",
          "given_name",
          "family_name",
          "nickname",
          "picture",
          "preferred_username");

  /** GitLab's claims about the person who started the pipeline. */
  private static final String PERSONAL_PREFIX = "user_";

  private final JsonObject payload;

  private Claims(JsonObject payload) {
    this.payload = payload;
  }

  /**
   * Wraps the payload of a token.
   *
   * @param payload the decoded payload
   * @return the claims
   */
  public static Claims of(JsonObject payload) {
    return new Claims(payload);
  }

  /**
   * Returns a string claim.
   *
   * @param name the claim's name
   * @return its value; empty if it is absent or not a string
   */
  public Optional<String> text(String name) {
    return ifOfThatType(() -> payload.text(name));
  }

  /**
   * Returns a boolean claim.
   *
   * @param name the claim's name
   * @return its value; empty if it is absent or not a boolean
   */
  public Optional<Boolean> bool(String name) {
    return ifOfThatType(() -> payload.bool(name));
  }

  /**
   * Returns the issuer.
   *
   * @return the {@code iss} claim, if there is one
   */
  public Optional<String> issuer() {
    return text("iss");
  }

  /**
   * Returns the audiences.
   *
   * @return the {@code aud} claim, one element if it is a string; empty if there is none
   * @throws JsonException if it is neither a string nor a list of strings
   */
  public List<String> audience() {
    return payload.texts("aud");
  }

  /**
   * Returns when the token expires.
   *
   * @return the {@code exp} claim, if there is one
   * @throws JsonException if it is not a whole number of seconds in the valid range
   */
  public Optional<Instant> expiresAt() {
    return time("exp");
  }

  /**
   * Returns when the token was issued.
   *
   * @return the {@code iat} claim, if there is one
   * @throws JsonException as for {@link #expiresAt()}
   */
  public Optional<Instant> issuedAt() {
    return time("iat");
  }

  /**
   * Returns when the token becomes valid.
   *
   * @return the {@code nbf} claim, if there is one
   * @throws JsonException as for {@link #expiresAt()}
   */
  public Optional<Instant> notBefore() {
    return time("nbf");
  }

  /**
   * Returns the claims that may be shown: strings and booleans, printable and shortened, without
   * personal data.
   *
   * @return name to value, in the token's order
   */
  public Map<String, String> presentable() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : payload.names()) {
      if (!isPersonal(name)) {
        scalar(name).ifPresent(value -> shown.put(SafeText.shown(name), SafeText.shown(value)));
      }
    }
    return Collections.unmodifiableMap(shown);
  }

  /** The presentable claims. */
  @Override
  public String toString() {
    return presentable().toString();
  }

  private Optional<String> scalar(String name) {
    return text(name).or(() -> bool(name).map(String::valueOf)).or(() -> audienceList(name));
  }

  private static boolean isPersonal(String name) {
    return PERSONAL.contains(name) || name.startsWith(PERSONAL_PREFIX);
  }

  private Optional<String> audienceList(String name) {
    return name.equals("aud")
        ? ifOfThatType(() -> Optional.of(String.join(", ", audience())))
        : Optional.empty();
  }

  /** Tokens of other CI systems may use the name differently. */
  private static <T> Optional<T> ifOfThatType(Supplier<Optional<T>> claim) {
    try {
      return claim.get();
    } catch (JsonException otherType) {
      return Optional.empty();
    }
  }

  private Optional<Instant> time(String name) {
    return payload.wholeNumber(name).map(seconds -> toInstant(name, seconds));
  }

  private static Instant toInstant(String name, long seconds) {
    // Year 1 to 9999: anything else is milliseconds or garbage.
    if (seconds < 0 || seconds > 253_402_300_799L) {
      throw new JsonException("'" + name + "' is not a time in seconds since 1970");
    }
    return Instant.ofEpochSecond(seconds);
  }
}
