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
 * What every registry verifies and keeps: identity tokens, API tokens, files. A fake of a registry
 * adds what is its own: addresses, status codes, messages, and which jobs it trusts. Thread-safe.
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

  /** What became of a file. */
  public enum Stored {
    /** It is new. */
    NEW,
    /** It was there, with the same content. */
    SAME_CONTENT,
    /** It was there with other content, which stays. */
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
   * @param issuer whose identity tokens it accepts
   * @param clock tells which of them are valid now
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
   * @return its claims, which say nothing yet about whether this job is trusted
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
   * @param prefix how the registry's tokens begin
   * @return the token, which lives until it is revoked
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
   * @return whether it was issued here, and not revoked
   */
  public boolean isAlive(String token) {
    return apiTokens.contains(token);
  }

  /**
   * Revokes an API token.
   *
   * @param token the token
   * @return whether it was alive
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
   * Stores a file, unless there is one of this name. Of several at once, one is stored.
   *
   * @param name its name
   * @param content its content, of which the digest is kept
   * @return what became of it
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
