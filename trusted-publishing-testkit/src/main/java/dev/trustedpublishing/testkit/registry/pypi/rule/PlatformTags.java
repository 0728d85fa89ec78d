package dev.trustedpublishing.testkit.registry.pypi.rule;

import java.util.regex.Pattern;

// Second opinion: it must not share the mistakes of the client's list.
/**
 * The platform tags that PyPI accepts (Warehouse, forklift/legacy.py, 2026-08-21).
 *
 * <p>Stateless, thread-safe.
 */
public final class PlatformTags {

  private static final String LINUX_MACHINES = "x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64";
  private static final String MAC_MACHINES =
      "ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2";

  private static final Pattern ACCEPTED =
      Pattern.compile(
          "any|win32|win_(arm64|amd64|ia64)|linux_(armv6l|armv7l)"
              + "|manylinux(1|2010)_(x86_64|i686)"
              + "|manylinux2014_(x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)"
              + "|manylinux_\\d+_\\d+_("
              + LINUX_MACHINES
              + "|ppc64)|musllinux_\\d+_\\d+_("
              + LINUX_MACHINES
              + ")|macosx_(10_\\d+|(11|12|13|14|15|26)_0)_("
              + MAC_MACHINES
              + ")|android_\\d+_(armeabi_v7a|arm64_v8a|x86|x86_64)"
              // PyPI compares only the prefix of these two.
              + "|ios_\\d+_\\d+_(arm64|x86_64)_(iphoneos|iphonesimulator).*"
              + "|pyemscripten_\\d+_\\d+_wasm32.*");

  private PlatformTags() {}

  /**
   * Returns whether PyPI accepts wheels for a platform.
   *
   * @param tag the platform tag, in lower case
   * @return whether it is accepted
   */
  public static boolean isAccepted(String tag) {
    return ACCEPTED.matcher(tag).matches();
  }
}
