package dev.trustedpublishing.core.context;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/** The context of SPI code in one run. */
public record DefaultSpiContext(
    CiEnvironment environment,
    Path folder,
    Clock clock,
    HttpTransport http,
    ProcessRunner processes,
    Json json,
    Attestations attestations,
    Optional<Attestor> attestor,
    AuditTrail trail)
    implements SpiContext {

  @Override
  public IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply) {
    return new IdentityTokenReader(json).read(jwt, supply);
  }

  @Override
  public boolean makesAttestations() {
    return attestor.isPresent() && attestations != Attestations.NONE;
  }

  @Override
  public void warn(Problem warning) {
    trail.record(new AuditEvent.Warned(warning));
  }

  /**
   * Parses an identity token without verifying it, which the registry does. Strict, because a token
   * that two readers interpret differently is an attack: three parts, unpadded Base64 in the URL
   * alphabet, a JSON object without duplicates.
   */
  record IdentityTokenReader(Json json) {
    /** CI systems issue tokens of a few KiB at most. */
    private static final int MAX_LENGTH = 64 * 1024;

    IdentityToken read(Secret jwt, IdentityToken.Supply supply) {
      if (jwt.length() > MAX_LENGTH) {
        throw malformed(jwt.length() + " characters", "at most " + MAX_LENGTH + " characters");
      }
      requireBare(jwt.reveal());
      String[] parts = jwt.reveal().split("\\.", 7);
      if (parts.length != 3) {
        String found = parts.length == 7 ? "7 or more" : String.valueOf(parts.length);
        throw malformed(
            found + " parts between dots" + appearance(jwt.reveal()),
            "three parts: header, payload, signature");
      }
      decode(parts[0], "header");
      byte[] payload = decode(parts[1], "payload");
      decode(parts[2], "signature");
      try {
        Claims claims = Claims.of(json.parse(payload));
        claims.audience();
        claims.expiresAt();
        claims.notBefore();
        return new IdentityToken(jwt, claims, supply);
      } catch (JsonException e) {
        throw malformed("an invalid payload: " + e.getMessage(), "a JSON object with claims");
      }
    }

    /** The usual values that are supplied instead of a token; the value is never shown. */
    private static String appearance(String value) {
      String text = value.strip();
      if (text.startsWith("$")) {
        return "; it starts with '$', a variable that was not expanded";
      }
      if (text.startsWith("{") || text.startsWith("[")) {
        return "; it looks like JSON around a token";
      }
      if (text.startsWith("/") || text.startsWith("./") || text.startsWith("C:\\")) {
        return "; it looks like the path of a file";
      }
      return "";
    }

    /** Extra characters around or inside a token. */
    private static void requireBare(String value) {
      if (value.startsWith("\"") || value.startsWith("'")) {
        throw malformed("quotes around it", "the JWT only");
      }
      if (value.chars().anyMatch(c -> c <= ' ')) {
        throw malformed("spaces or line breaks", "the JWT only, on one line");
      }
    }

    private static byte[] decode(String part, String name) {
      byte[] decoded;
      try {
        decoded = Base64.getUrlDecoder().decode(part);
      } catch (IllegalArgumentException e) {
        throw malformed("a " + name + " that is not Base64", "Base64 in the URL alphabet");
      }
      // The decoder accepts padding and stray bits in the last character.
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
        throw malformed("a " + name + " in a non-canonical Base64 form", "unpadded Base64");
      }
      return decoded;
    }

    private static TrustedPublishingException malformed(String found, String expected) {
      return Problem.of(ErrorCode.IDENTITY_MALFORMED, "The identity token is not a readable JWT.")
          .found(found)
          .expected(expected)
          .remedy(
              "Check the identity token of the CI system. Pass only the JWT, without quotes,"
                  + " spaces, or JSON around it.")
          .toException(Stage.OBTAIN);
    }
  }
}
