package dev.trustedpublishing.setup.registration;

import java.util.Arrays;
import java.util.Optional;

/**
 * The registries whose registration forms are known here (Warehouse, oidc/models; npm's
 * documentation of trusted publishing). Other indexes with PyPI's protocol have PyPI's form,
 * somewhere on their own site.
 */
public enum Registry {
  /** The Python Package Index. */
  PYPI("pypi", "PyPI"),
  /** TestPyPI. */
  TESTPYPI("testpypi", "TestPyPI"),
  /** An npm registry. */
  NPM("npm", "npm");

  private final String id;
  private final String title;

  Registry(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /**
   * Finds a registry.
   *
   * @param name what {@code --repository} takes
   * @return the registry, if it is one of these
   */
  public static Optional<Registry> named(String name) {
    return Arrays.stream(values()).filter(registry -> registry.id.equals(name)).findFirst();
  }

  /**
   * Returns the name that {@code --repository} takes.
   *
   * @return lower case: {@code pypi}
   */
  public String id() {
    return id;
  }

  /** Returns its display name. */
  @Override
  public String toString() {
    return title;
  }
}
