package dev.trustedpublishing.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is read from a stream says what the same text says in memory. The first byte of an
 * input is how many bytes the stream returns at once.
 */
class LongJsonFuzzTest {
  private final StrictJson json = new StrictJson();

  @FuzzTest
  void streamedJson_equalsInMemoryJson(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] text = Arrays.copyOfRange(input, 1, input.length);

    Optional<Said> streamed = read(text, Math.max(1, input[0] & 0xff));

    assertThat(streamed).isEqualTo(read(text, text.length));
    Optional<JsonObject> whole = strictly(text);
    streamed.ifPresent(said -> {
      assertThat(text[0]).as("no byte order mark").isNotEqualTo((byte) 0xef);
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(said.toString())).isTrue();
      assertThat(said.files()).isEqualTo(files(whole.orElseThrow()));
    });
  }

  /** What was returned on the way, and what at the end. */
  private record Said(
      List<Map<String, @Nullable Object>> files, Map<String, @Nullable Object> rest) {}

  private Optional<Said> read(byte[] text, int size) {
    List<Map<String, @Nullable Object>> files = new ArrayList<>();
    try {
      JsonObject rest =
          json.parse(new Slices(text, size), "files", file -> files.add(file.members()));
      return Optional.of(new Said(files, rest.members()));
    } catch (JsonException refused) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns a few bytes at a time. */
  static final class Slices extends ByteArrayInputStream {
    private final int size;

    Slices(byte[] bytes, int size) {
      super(bytes);
      this.size = size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(size, length));
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
