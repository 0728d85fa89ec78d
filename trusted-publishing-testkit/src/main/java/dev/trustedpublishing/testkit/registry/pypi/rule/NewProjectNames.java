package dev.trustedpublishing.testkit.registry.pypi.rule;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names that a new project may have (Warehouse, packaging/services.py).
 *
 * <p>Stateless, thread-safe.
 */
public final class NewProjectNames {

  /** The modules of all Pythons since 2.6, normalized. */
  private static final Set<String> STANDARD_LIBRARY = RuleData.lines("standard-library.txt");

  /** Names that PyPI's administrators prohibit, as far as its source lists them. */
  private static final Set<String> PROHIBITED = Set.of("requirements-txt", "rrequirements-txt");

  private static final String SEE =
      " See https://pypi.org/help/#project-name for more information.";

  private NewProjectNames() {}

  /**
   * Returns why a new project can't have a name.
   *
   * @param name the name
   * @param existing the names of the existing projects
   * @return PyPI's message, or empty if the name is free
   */
  public static Optional<String> rejection(String name, Collection<String> existing) {
    if (!ProjectName.isValid(name)) {
      return Optional.of("The name " + Repr.of(name) + " is invalid.");
    }
    String normalized = ProjectName.normalize(name);
    if (STANDARD_LIBRARY.contains(normalized)) {
      return rejected(name, "isn't allowed (conflict with Python Standard Library module name).");
    }
    if (existing.stream().anyMatch(other -> ProjectName.same(name, other))) {
      return rejected(name, "conflicts with an existing project.");
    }
    if (PROHIBITED.contains(normalized)) {
      return rejected(name, "isn't allowed.");
    }
    String skeleton = skeleton(name);
    return existing.stream().anyMatch(other -> skeleton(other).equals(skeleton))
        ? rejected(name, "is too similar to an existing project.")
        : Optional.empty();
  }

  private static Optional<String> rejected(String name, String why) {
    return Optional.of("The name " + Repr.of(name) + " " + why + SEE);
  }

  /** A name with all characters that look alike replaced by the same one. */
  private static String skeleton(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("[._-]", "")
        .replaceAll("[li]", "1")
        .replace('o', '0');
  }
}
