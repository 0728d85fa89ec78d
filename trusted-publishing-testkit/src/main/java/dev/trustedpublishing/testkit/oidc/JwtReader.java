package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.internal.jjwt.io.AbstractDeserializer;
import java.io.Reader;
import java.util.Map;

/** Reads the JSON of tokens and keys: replaces the jjwt-jackson artifact. */
final class JwtReader extends AbstractDeserializer<Map<String, ?>> {

  private final JsonMapper json =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Override
  protected Map<String, ?> doDeserialize(Reader reader) throws Exception {
    return json.readValue(reader, new TypeReference<Map<String, Object>>() {});
  }
}
