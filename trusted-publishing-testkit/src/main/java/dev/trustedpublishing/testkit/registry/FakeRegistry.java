package dev.trustedpublishing.testkit.registry;

import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.CompactToken;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.RejectedToken.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every registry verifies and stores: identity tokens, API tokens, files. A fake of a specific
 * registry adds its addresses, status codes and messages, and the jobs that it trusts. Thread-safe.
 *
 * <pre>{@code
 * Claims claims = registry.verify(jwt, audience);
 * if (!claims.text("repository").equals(trusted)) {
 *   return Answer.json(400, ...);
 * }
 * return Answer.json(200, Map.of("token", registry.issueToken("cio_tp_")));
 * }</pre>
 */
public final class FakeRegistry {

  private static final long LEEWAY_SECONDS = 30;

  /** The result of storing a file. */
  public enum Stored {
    /** The file is new. */
    NEW,
    /** The file already existed, with the same content. */
    SAME_CONTENT,
    /** The file already existed with different content, which is kept. */
    OTHER_CONTENT
  }

  private final OidcIssuer issuer;
  private final Clock clock;
  private final Set<String> usedTokens = ConcurrentHashMap.newKeySet();
  private final Set<String> apiTokens = ConcurrentHashMap.newKeySet();
  private final Map<String, String> files = new ConcurrentHashMap<>();

  /**
   * Creates a registry without files.
   *
   * @param issuer the issuer whose identity tokens it accepts
   * @param clock the clock for their validity
   */
  public FakeRegistry(OidcIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * Verifies an identity token: its signature, issuer, audience and times, and that it was not
   * exchanged before.
   *
   * @param token the token in its compact form
   * @param audience the audience that it must have
   * @return its claims; whether this job is trusted is not checked
   * @throws RejectedToken if it is not accepted
   */
  public Claims verify(String token, String audience) throws RejectedToken {
    CompactToken parsed = CompactToken.parse(token);
    if (parsed == null || !parsed.header().path("alg").asText().equals("RS256")) {
      throw new RejectedToken(Reason.MALFORMED, "not a JWT signed with RS256");
    }
    Claims claims = parsed.claims();
    require(claims.text("iss").equals(issuer.issuer().toString()), Reason.ISSUER, "unknown issuer");
    require(isSigned(token, parsed), Reason.SIGNATURE, "wrong signature");
    require(claims.text("aud").equals(audience), Reason.AUDIENCE, "wrong audience");
    long now = clock.instant().getEpochSecond();
    require(
        claims.json().path("exp").asLong() > now - LEEWAY_SECONDS
            && claims.json().path("nbf").asLong() <= now + LEEWAY_SECONDS,
        Reason.TIME,
        "expired, or not valid yet");
    String id = claims.text("jti");
    require(!id.isEmpty() && usedTokens.add(id), Reason.REUSED, "no id, or already used");
    return claims;
  }

  private static void require(boolean fulfilled, Reason reason, String message)
      throws RejectedToken {
    if (!fulfilled) {
      throw new RejectedToken(reason, message);
    }
  }

  private boolean isSigned(String token, CompactToken parsed) {
    Optional<PublicKey> key = issuer.key(parsed.header().path("kid").asText());
    int end = token.lastIndexOf('.');
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      if (key.isEmpty()) {
        return false;
      }
      signature.initVerify(key.get());
      signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Issues an API token.
   *
   * @param prefix the prefix of the registry's tokens
   * @return the token, which is valid until it is revoked
   */
  public String issueToken(String prefix) {
    String token = prefix + UUID.randomUUID().toString().replace("-", "");
    apiTokens.add(token);
    return token;
  }

  /**
   * Returns whether an API token may be used.
   *
   * @param token the token
   * @return whether it was issued by this registry and not revoked
   */
  public boolean isAlive(String token) {
    return apiTokens.contains(token);
  }

  /**
   * Revokes an API token.
   *
   * @param token the token
   * @return whether it was valid
   */
  public boolean revoke(String token) {
    return apiTokens.remove(token);
  }

  /**
   * Lists the API tokens that were not revoked, for assertions.
   *
   * @return the tokens
   */
  public Set<String> livingTokens() {
    return Set.copyOf(apiTokens);
  }

  /**
   * Stores a file, unless there is one of this name. If several threads store it at once, one
   * succeeds.
   *
   * @param name its name
   * @param content its content, of which only the digest is stored
   * @return the result
   */
  public Stored store(String name, byte[] content) {
    String digest = sha256(content);
    String before = files.putIfAbsent(name, digest);
    if (before == null) {
      return Stored.NEW;
    }
    return before.equals(digest) ? Stored.SAME_CONTENT : Stored.OTHER_CONTENT;
  }

  /**
   * Lists the files.
   *
   * @return the SHA-256 of each in lower-case hex, by its name
   */
  public Map<String, String> files() {
    return Map.copyOf(files);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
