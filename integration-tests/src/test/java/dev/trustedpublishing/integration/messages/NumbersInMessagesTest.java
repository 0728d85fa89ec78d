package dev.trustedpublishing.integration.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.integration.ModuleSources;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No message depends on the language of the machine: {@code formatted} writes {@code %d} with the
 * digits of the default locale, Thai ones for example, and {@code %s} does not.
 */
class NumbersInMessagesTest {
  /** A string with such a number, alone or in a concatenation, right before the call. */
  private static final Pattern LOCALIZED =
      Pattern.compile(
          "%[-0-9,.$]*+[dfe](?:[^\"\\\\]|\\\\.)*+\"{1,3}+(?:\\s*+\\+\\s*+\"(?:[^\"\\\\]|\\\\.)*+\")*+[\\s)]*+\\.formatted\\(");

  @Test
  void messages_withNumbers_useNoLocalDigits() {
    assertThat(ModuleSources.in("src/main/java"))
        .isNotEmpty()
        .noneMatch(file -> LOCALIZED.matcher(ModuleSources.read(file)).find());
  }

  @Test
  void localNumbers_inAnyStringBeforeTheCall_areFound() {
    assertThat("\"at most %d\".formatted(n)").containsPattern(LOCALIZED);
    assertThat("(\"at most %,d\" + \" bytes\")\n  .formatted(n)").containsPattern(LOCALIZED);
    assertThat("\"\"\"\nat most %d bytes\n\"\"\"\n.formatted(n)").containsPattern(LOCALIZED);
    assertThat("\"at most %s\".formatted(n)").doesNotContainPattern(LOCALIZED);
    assertThat("format(ROOT, \"%d\", n) + \"%s\".formatted(n)").doesNotContainPattern(LOCALIZED);
  }
}
