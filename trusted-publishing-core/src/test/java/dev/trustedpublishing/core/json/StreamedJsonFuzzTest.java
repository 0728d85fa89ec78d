package dev.trustedpublishing.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonFeed;
import dev.trustedpublishing.api.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body that arrives in chunks. HttpClient takes the chunks apart; what is ours is that it does
 * not matter where they end. The first byte of an input is the size of the chunks.
 */
class StreamedJsonFuzzTest {
  private final StrictJson json = new StrictJson();

  @FuzzTest
  void chunks_say_what_the_whole_says(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] text = java.util.Arrays.copyOfRange(input, 1, input.length);

    Optional<Said> chunked = read(text, Math.max(1, input[0] & 0xff));

    assertThat(chunked).isEqualTo(read(text, text.length));
    chunked.ifPresent(said -> {
      assertThat(text[0]).as("no byte order mark").isNotEqualTo((byte) 0xef);
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(said.toString())).isTrue();
      strictly(text).ifPresent(whole -> assertThat(said.files()).isEqualTo(files(whole)));
    });
  }

  /** What was handed out on the way, and what at the end. */
  private record Said(
      List<Map<String, @Nullable Object>> files, Map<String, @Nullable Object> rest) {}

  private Optional<Said> read(byte[] text, int size) {
    List<Map<String, @Nullable Object>> files = new ArrayList<>();
    JsonFeed feed = json.feed("files", file -> files.add(file.members()));
    try {
      for (int from = 0; from < text.length; from += size) {
        feed.read(ByteBuffer.wrap(text, from, Math.min(size, text.length - from)));
      }
      return Optional.of(new Said(files, feed.end().members()));
    } catch (JsonException refused) {
      return Optional.empty();
    }
  }

  private Optional<JsonObject> strictly(byte[] text) {
    try {
      return Optional.of(json.parse(text));
    } catch (JsonException refused) {
      return Optional.empty();
    }
  }

  private static List<Map<String, @Nullable Object>> files(JsonObject whole) {
    return whole.objects("files").stream().map(JsonObject::members).toList();
  }
}
