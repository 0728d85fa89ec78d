package dev.trustedpublishing.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands as users write them, with usual and odd quotes. */
class CommandWordsTest {
  static List<List<String>> commands() {
    return List.of(
        List.of("tool", "tool"),
        List.of("  tool\t--audience \n {audience} ", "tool", "--audience", "{audience}"),
        List.of("'a tool' x", "a tool", "x"),
        List.of("t 'a \"b\" $c'", "t", "a \"b\" $c"),
        List.of("t \"a 'b' |;\"", "t", "a 'b' |;"),
        List.of("t '{\"aud\":\"{audience}\"}'", "t", "{\"aud\":\"{audience}\"}"),
        List.of("t \"{\\\"aud\\\":1}\"", "t", "{\"aud\":1}"),
        List.of("t a'b c'\"d e\"f", "t", "ab cd ef"),
        List.of("t '' \"\" x", "t", "", "", "x"),
        List.of("t a\\ b \\$c \\\\ \\'", "t", "a b", "$c", "\\", "'"),
        List.of("t \"a\\nb\" \"\\\\\" \"\\$\"", "t", "a\\nb", "\\", "$"),
        List.of("t --x=~/y a~", "t", "--x=~/y", "a~"),
        List.of(
            "t *.txt [a] ? # {a,b} !x %y%", "t", "*.txt", "[a]", "?", "#", "{a,b}", "!x", "%y%"),
        List.of("t '\n' é", "t", "\n", "é"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void words_areThoseOfShell(List<String> textAndWords) {
    assertThat(TokenSource.commandLine(textAndWords.get(0)))
        .isEqualTo(new TokenSource.Command(textAndWords.subList(1, textAndWords.size())));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '@',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "@@#no program",
        "@   @#no program",
        "'' x#no program",
        "t 'hunter2#a quote ' without its end",
        "t \"hunter2 '#a quote \" without its end",
        "t hunter2 \\#a backslash at the end",
        "t hunter2 | u#the character | outside of quotes",
        "t && u#the character & outside of quotes",
        "t; u#the character ; outside of quotes",
        "t > u#the character > outside of quotes",
        "t < u#the character < outside of quotes",
        "t $TOKEN#the character $ outside of quotes",
        "t (u)#the character ( outside of quotes",
        "t `u`#the character ` outside of quotes",
        "t \"$TOKEN\"#the character $ in double quotes",
        "t \"`u`\"#the character ` in double quotes",
        "~/t#a word that starts with ~",
        "t ~/hunter2#a word that starts with ~"
      })
  void commandForShell_isRejectedWithoutRepeatingIt(String text, String found) {
    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, () -> TokenSource.commandLine(text));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining("The identity command can't be split into words.")
        .hasMessageContaining("Found:    " + found);
    assertThat(e.remedy()).contains("write a script and name it");
    assertThat(e.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void severalSources_areRejected() {
    assertThat(TokenSource.oneOf(null, null, null)).isEmpty();
    assertThat(TokenSource.oneOf("A", null, null)).contains(TokenSource.variable("A"));
    assertThat(TokenSource.oneOf(null, null, "a b")).contains(TokenSource.command("a", "b"));

    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> TokenSource.oneOf("A", null, "a b"));
    assertThat(e)
        .hasMessageContaining("Several sources of the identity token are set.")
        .hasMessageContaining("Found:    2 of variable, file, and command");
  }
}
