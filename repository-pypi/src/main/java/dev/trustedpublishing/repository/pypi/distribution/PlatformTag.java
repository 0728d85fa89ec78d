package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.support.file.PlanRules;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One platform tag of a wheel (PEP 425).
 *
 * @param value the tag: {@code any}, {@code manylinux_2_28_x86_64}
 */
public record PlatformTag(String value) {

  /**
   * Tags that PyPI accepts: a line of {@code platform-tags.txt}.
   *
   * @param shown the form, for strings
   * @param pattern all tags of the form
   */
  private record Form(String shown, Pattern pattern) {
    static Form of(String line) {
      String[] parts = line.split(" ", 2);
      String machines = parts.length == 1 ? "" : parts[1].replace(" ", "|");
      return new Form(
          parts[0].replace("#", "N")
              + (machines.isEmpty() ? "" : "(" + machines.replace("*", "") + ")"),
          Pattern.compile(
              parts[0].replace("#", "\\d++") + "(" + machines.replace("*", ".*") + ")"));
    }

    /** What all tags of one system start with. */
    String system() {
      return shown.replaceFirst("[\\d_(].*", "");
    }
  }

  /** Returns whether PyPI accepts wheels with this tag. */
  public boolean isAccepted() {
    String tag = value.toLowerCase(Locale.ROOT);
    return Holder.FORMS.stream().anyMatch(form -> form.pattern().matcher(tag).matches());
  }

  /** The tags that PyPI accepts for the same system, or all systems. */
  String accepted() {
    List<Form> same =
        Holder.FORMS.stream()
            .filter(form -> isPlainLinux() ? form.system().endsWith("linux") : isOf(form.system()))
            .toList();
    return same.isEmpty()
        ? Holder.FORMS.stream()
            .map(Form::system)
            .distinct()
            .map(system -> system.equals("any") ? system : system + "*")
            .collect(Collectors.joining(", "))
        : same.stream().map(Form::shown).collect(Collectors.joining(", "));
  }

  private boolean isOf(String system) {
    return !system.equals("any") && value.toLowerCase(Locale.ROOT).startsWith(system);
  }

  /** Returns whether it is a plain Linux tag, which does not specify the C library. */
  boolean isPlainLinux() {
    return value.startsWith("linux_") && !isAccepted();
  }

  private static final class Holder {
    private static final List<Form> FORMS =
        PlanRules.lines(PlatformTag.class.getResourceAsStream("platform-tags.txt")).stream()
            .map(Form::of)
            .toList();
  }
}
