package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A parsed JWT whose signature is not verified. Immutable.
 *
 * @param header its header
 * @param claims its claims, unverified
 */
public record CompactToken(JsonNode header, Claims claims) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Parses a token.
   *
   * @param token the compact form
   * @return its parts, or null if it is not a token
   */
  public static @Nullable CompactToken parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      JsonNode header = decode(parts[0]);
      JsonNode claims = decode(parts[1]);
      return header.isObject() && claims.isObject()
          ? new CompactToken(header, new Claims(claims))
          : null;
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static JsonNode decode(String part) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(part));
  }
}
