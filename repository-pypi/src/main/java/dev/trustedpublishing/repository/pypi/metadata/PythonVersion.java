package dev.trustedpublishing.repository.pypi.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A version in the form of PEP 440. Contains the normalized parts, so {@link #toString()} is the
 * normalized spelling. Numbers are strings: they may have any number of digits.
 *
 * @param epoch the epoch; {@code 0} if none is written
 * @param release the numbers of the release, at least one
 * @param pre such as {@code rc1}; empty if there is none
 * @param post with its number; empty if there is none
 * @param dev with its number; empty if there is none
 * @param local what follows the plus sign; empty if there is nothing
 */
public record PythonVersion(
    String epoch, List<String> release, String pre, String post, String dev, String local) {
  /** No file system supports a file name with a longer version. */
  private static final int MAX_LENGTH = 200;

  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*+)"
              + "(?:[._-]?+(?<pre>alpha|a|beta|b|preview|pre|c|rc)[._-]?+(?<preN>\\d+)?)?+"
              + "(?:-(?<postN1>\\d+)|[._-]?(?<post>post|rev|r)[._-]?(?<postN2>\\d+)?)?+"
              + "(?:[._-]?+(?<dev>dev)[._-]?+(?<devN>\\d+)?)?+"
              + "(?:\\+(?<local>[a-z0-9]+(?:[._-][a-z0-9]+)*+))?");

  private static final Map<String, String> PRE_RELEASES =
      Map.of("alpha", "a", "beta", "b", "c", "rc", "pre", "rc", "preview", "rc");

  /**
   * Reads a version.
   *
   * @param written the version in any spelling that PEP 440 allows
   * @return the version; empty if it is not a version
   */
  public static Optional<PythonVersion> parse(String written) {
    String text = written.strip().toLowerCase(Locale.ROOT);
    Matcher form = FORM.matcher(text);
    if (text.length() > MAX_LENGTH || !form.matches()) {
      return Optional.empty();
    }
    String post =
        form.group("postN1") != null
            ? "post" + number(form.group("postN1"))
            : part("post", form.group("post"), form.group("postN2"));
    String pre = String.valueOf(form.group("pre"));
    return Optional.of(
        new PythonVersion(
            number(form.group("epoch")),
            Arrays.stream(form.group("release").split("\\.", -1))
                .map(PythonVersion::number)
                .toList(),
            part(PRE_RELEASES.getOrDefault(pre, pre), form.group("pre"), form.group("preN")),
            post,
            part("dev", form.group("dev"), form.group("devN")),
            local(form.group("local"))));
  }

  /** Returns whether it has a part after a plus sign, which public indexes reject. */
  boolean isLocal() {
    return !local.isEmpty();
  }

  /** Returns whether both mean the same release: {@code 1.0} and {@code 1.0.0} do. */
  public boolean isSameAs(PythonVersion other) {
    // Not by the record's own equals: the first use of one generates about 40 classes.
    return withoutTrailingZeros().toString().equals(other.withoutTrailingZeros().toString());
  }

  /** The normalized spelling: {@code 1!2.0rc1.post2.dev3+local.4}. */
  @Override
  public String toString() {
    return (epoch.equals("0") ? "" : epoch + "!")
        + String.join(".", release)
        + pre
        + (post.isEmpty() ? "" : "." + post)
        + (dev.isEmpty() ? "" : "." + dev)
        + (local.isEmpty() ? "" : "+" + local);
  }

  /** Returns the spelling that all versions of the same release share. */
  public PythonVersion withoutTrailingZeros() {
    List<String> numbers = new ArrayList<>(release);
    while (numbers.size() > 1 && numbers.get(numbers.size() - 1).equals("0")) {
      numbers.remove(numbers.size() - 1);
    }
    return new PythonVersion(epoch, numbers, pre, post, dev, local);
  }

  private static String part(String letters, @Nullable String written, @Nullable String digits) {
    return written == null ? "" : letters + number(digits);
  }

  private static String number(@Nullable String digits) {
    if (digits == null) {
      return "0";
    }
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static String local(@Nullable String written) {
    return written == null
        ? ""
        : Arrays.stream(written.split("[-_.]", -1))
            .map(part -> part.matches("\\d+") ? number(part) : part)
            .collect(Collectors.joining("."));
  }
}
