package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.internal.jjwt.io.AbstractSerializer;
import java.io.OutputStream;
import java.util.Map;

// Second opinion: it must not share the mistakes of the client's class of this name.
/** Writes the JSON of a token: replaces the jjwt-jackson artifact. */
final class JwtJson extends AbstractSerializer<Map<String, ?>> {

  private final JsonMapper json = new JsonMapper();

  @Override
  protected void doSerialize(Map<String, ?> value, OutputStream out) throws Exception {
    out.write(json.writeValueAsBytes(value));
  }
}
