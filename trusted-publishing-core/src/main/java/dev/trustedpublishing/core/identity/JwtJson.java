package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.core.json.StrictJson;
import io.jsonwebtoken.io.AbstractDeserializer;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapts our strict JSON to jjwt, instead of the jjwt-jackson artifact. */
final class JwtJson extends AbstractDeserializer<Map<String, ?>> {
  private final StrictJson json = new StrictJson();

  @Override
  protected Map<String, @Nullable Object> doDeserialize(Reader reader) throws IOException {
    StringWriter text = new StringWriter();
    reader.transferTo(text);
    return json.members(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
