package dev.trustedpublishing.core.http.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lists of exceptions. The first line of an input is a URL, the rest the list. */
class NoProxyFuzzTest {

  @FuzzTest
  void covers_list_equalsAnyOfItsEntries(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    Origin origin;
    try {
      origin = Origin.of(URI.create(lines[0]));
    } catch (IllegalArgumentException noUrl) {
      return;
    }
    String list = lines.length == 1 ? "" : lines[1];

    boolean covered = NoProxy.of(list).covers(origin);

    assertThat(covered)
        .isEqualTo(
            Arrays.stream(list.split("[,\\s]+", -1))
                .anyMatch(entry -> NoProxy.of(entry).covers(origin)));
    assertThat(NoProxy.of(list.toUpperCase(java.util.Locale.ROOT) + ",*").covers(origin)).isTrue();
    assertThat(NoProxy.of(list + " " + origin.host()).covers(origin)).isTrue();
    assertThat(NoProxy.of(origin.host() + ":" + origin.port()).covers(origin)).isTrue();
  }
}
