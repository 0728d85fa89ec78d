package dev.trustedpublishing.testkit.registry.pypi.token;

import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The API tokens that were minted. They look like PyPI's (Warehouse, docs/user/api/secrets.md):
 * {@code pypi-} and the URL-safe base64 of the host, an id and a keyed hash of both.
 */
public final class IssuedTokens {

  /** "Valid in [now, now+900)". */
  public static final Duration LIFETIME = Duration.ofMinutes(15);

  private static final String PREFIX = "pypi-";
  private static final int ID_LENGTH = 36;
  private static final int HASH_LENGTH = 32;

  private final String host;
  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<String, MintedToken> tokens = new LinkedHashMap<>();
  private final Map<String, PublisherRegistration> publishers = new HashMap<>();

  public IssuedTokens(String host, Clock clock) {
    this.host = host;
    this.clock = clock;
    byte[] secret = new byte[HASH_LENGTH];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  synchronized MintedToken mint(PublisherRegistration publisher) {
    String id = UUID.randomUUID().toString();
    MintedToken token =
        new MintedToken(
            write(id),
            clock.instant().plus(LIFETIME),
            publisher.projects(),
            MintedToken.State.ALIVE);
    tokens.put(id, token);
    publishers.put(token.value(), publisher);
    return token;
  }

  /** Revokes a token, if this registry minted it. */
  public synchronized void burn(String value) {
    find(value)
        .filter(token -> token.value().equals(value))
        .ifPresent(token ->
            tokens.replace(
                id(value).orElseThrow(),
                new MintedToken(
                    value, token.expiresAt(), token.projects(), MintedToken.State.BURNED)));
  }

  /**
   * Finds a token by the id in it; a revoked one is treated as non-existent. Its hash is not
   * checked.
   */
  public synchronized Optional<MintedToken> find(String value) {
    return id(value).map(tokens::get).filter(token -> !token.burned());
  }

  /** Finds the publisher that a token was minted for. */
  public synchronized Optional<PublisherRegistration> publisher(MintedToken token) {
    return Optional.ofNullable(publishers.get(token.value()));
  }

  public synchronized List<MintedToken> all() {
    return List.copyOf(tokens.values());
  }

  /** Builds a token in the layout of a macaroon: version, host, id, end of caveats, signature. */
  private String write(String id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] location = host.getBytes(StandardCharsets.UTF_8);
    bytes.write(2);
    bytes.write(1);
    bytes.write(location.length);
    bytes.writeBytes(location);
    bytes.write(2);
    bytes.write(ID_LENGTH);
    bytes.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(new byte[] {0, 0, 6, HASH_LENGTH});
    bytes.writeBytes(hash(bytes.toByteArray()));
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private Optional<String> id(String value) {
    if (!value.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(value.substring(PREFIX.length()));
      int start = 5 + host.getBytes(StandardCharsets.UTF_8).length;
      return start + ID_LENGTH > bytes.length
          ? Optional.empty()
          : Optional.of(
              new String(
                  Arrays.copyOfRange(bytes, start, start + ID_LENGTH), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      // Not base64, so not a token of this registry: "garbled" is the same as unknown (Warehouse,
      // macaroons/security_policy.py).
      return Optional.empty();
    }
  }

  private byte[] hash(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Returns whether a presented token is the one that was minted, including its hash. */
  public static boolean sameValue(MintedToken minted, String presented) {
    return MessageDigest.isEqual(
        minted.value().getBytes(StandardCharsets.UTF_8),
        presented.getBytes(StandardCharsets.UTF_8));
  }
}
