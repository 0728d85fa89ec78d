package dev.trustedpublishing.repository.pypi.distribution;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * One platform tag of a wheel (PEP 425).
 *
 * @param value the tag: {@code any}, {@code manylinux_2_28_x86_64}
 */
public record PlatformTag(String value) {
  /** The exact tags that PyPI accepts (Warehouse, forklift/legacy.py). */
  private static final Set<String> ACCEPTED =
      Set.of("any", "win32", "win_amd64", "win_arm64", "win_ia64", "linux_armv6l", "linux_armv7l");

  /**
   * The patterns that PyPI accepts. Deliberately wider than PyPI for future versions and machines:
   * a new one must not be rejected when PyPI accepts it.
   */
  private static final Pattern ACCEPTED_FORM =
      Pattern.compile(
          "manylinux(1|2010|2014)_\\w+|(many|musl)linux_\\d+_\\d+_\\w+|macosx_(10_\\d+|(1[1-9]|[2-9]\\d)_0)_\\w+"
              + "|ios_\\d+_\\d+_\\w+|android_\\d+_\\w+|(pyemscripten|pyodide)_\\d+_\\d+_wasm32");

  /** Returns whether PyPI accepts wheels with this tag. */
  public boolean isAccepted() {
    return ACCEPTED.contains(value) || ACCEPTED_FORM.matcher(value).matches();
  }

  /** Returns whether it is a plain Linux tag, which does not specify the C library. */
  boolean isPlainLinux() {
    return value.startsWith("linux_") && !isAccepted();
  }
}
