package dev.trustedpublishing.testkit.registry.pypi.rule;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A dependency, as in {@code Requires-Dist} (PEP 508). Immutable.
 *
 * @param name the name of the project
 * @param extras its extras
 * @param url its URL, if it is a direct dependency
 * @param marker the condition under which it is required, empty for always
 */
public record DependencySpecifier(
    String name, List<String> extras, Optional<String> url, String marker) {

  /** A text is not a dependency. */
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  /** Copies the extras. */
  public DependencySpecifier {
    extras = List.copyOf(extras);
  }

  /**
   * Reads a dependency.
   *
   * @param text the text
   * @return the dependency
   * @throws SyntaxException if it is not one; its message is that of the library that PyPI uses
   */
  public static DependencySpecifier parse(String text) throws SyntaxException {
    return new DependencyParser(text).parse();
  }

  /** A direct dependency as PyPI quotes it; PyPI quotes only those. */
  @Override
  public String toString() {
    return name
        + (extras.isEmpty() ? "" : "[" + String.join(",", new TreeSet<>(extras)) + "]")
        + url.map(address -> " @ " + address + (marker.isEmpty() ? "" : " ")).orElse("")
        + (marker.isEmpty() ? "" : "; " + marker);
  }
}
