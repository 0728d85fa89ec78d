package dev.trustedpublishing.core.json;

import dev.trustedpublishing.api.json.JsonException;
import java.nio.ByteBuffer;

/**
 * Refuses a comma or a colon before a closing bracket. Jackson takes it where a part of the text
 * ends between the two. Confined to one thread at a time.
 */
final class TrailingCommaGuard {
  private boolean inText;
  private boolean escaped;
  private byte last;

  /** Looks at the next part, and leaves its position alone. */
  void look(ByteBuffer part) {
    for (int i = part.position(); i < part.limit(); i++) {
      look(part.get(i));
    }
  }

  private void look(byte next) {
    if (inText) {
      inText = escaped || next != '"';
      escaped = !escaped && next == '\\';
    } else if (next > ' ' || next < 0) {
      if ((next == '}' || next == ']') && (last == ',' || last == ':')) {
        throw new JsonException("not a JSON object: something is missing before a bracket");
      }
      inText = next == '"';
      last = next;
    }
  }
}
