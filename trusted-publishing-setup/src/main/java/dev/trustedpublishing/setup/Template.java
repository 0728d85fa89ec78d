package dev.trustedpublishing.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template of a CI file: {@code {name}} means a value. A line with only a placeholder is removed
 * if the value is empty.
 *
 * @param text the file with its gaps
 */
record Template(String text) {
  private static final Pattern GAP = Pattern.compile("(?<!\\{)\\{([a-z-]+)}");

  static Template named(String name) {
    try (InputStream file = Template.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("There is no template " + name);
      }
      return new Template(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String full = GAP.matcher(line).replaceAll(gap -> value(values, gap.group(1)));
      boolean vanished = full.isBlank() && !line.isBlank();
      if (!vanished) {
        filled.append(full).append('\n');
      }
    }
    return filled.toString().stripTrailing() + "\n";
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No value for the placeholder " + name);
    }
    return Matcher.quoteReplacement(value);
  }
}
