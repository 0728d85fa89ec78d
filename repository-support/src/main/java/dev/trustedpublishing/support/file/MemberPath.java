package dev.trustedpublishing.support.file;

import java.util.Arrays;
import java.util.List;

/**
 * Checks the paths of archive members, which are never trusted and never written to disk.
 * Stateless, thread-safe.
 */
public final class MemberPath {
  /** What is wrong with a path that is not normal, after the name of the member. */
  public static final String NOT_NORMAL =
      "has a path that readers write in different ways ('.', '//', or a file with '/' at its end)";

  private MemberPath() {}

  /**
   * Returns whether a path is the only spelling of the place that it names, so that equal places
   * have equal paths.
   *
   * @param path the member's path, with slashes
   * @return true if it has neither empty parts nor {@code .}; a slash at its end is allowed
   */
  public static boolean isNormal(String path) {
    String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return parts(inner).stream().noneMatch(part -> part.isEmpty() || part.equals("."));
  }

  /**
   * Returns whether unpacking could write outside the folder that the archive is unpacked into.
   *
   * @param path the member's path, with slashes
   * @return true if it is empty, absolute, or contains a parent folder
   */
  public static boolean leavesFolder(String path) {
    return path.isEmpty() || path.startsWith("/") || parts(path).contains("..");
  }

  /**
   * Returns whether a link points outside of the folder that the archive is unpacked into.
   *
   * @param path the path of the link
   * @param target its target, relative to the folder that the link is in
   * @return true if it is absolute, or leaves the archive
   */
  public static boolean linksOut(String path, String target) {
    if (target.isEmpty() || target.startsWith("/")) {
      return true;
    }
    // From the top, because a path may contain empty parts, as in a/./b//link.
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    String folder = path.substring(0, path.lastIndexOf('/', end - 1) + 1);
    int depth = 0;
    for (String part : parts(folder + target)) {
      depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static List<String> parts(String path) {
    return Arrays.asList(path.split("/", -1));
  }
}
