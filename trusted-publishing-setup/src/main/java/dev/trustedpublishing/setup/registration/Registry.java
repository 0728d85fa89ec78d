package dev.trustedpublishing.setup.registration;

import java.util.Locale;

/**
 * The registries whose registration forms are known (Warehouse, oidc/models; npm's documentation of
 * trusted publishing). Other indexes with PyPI's protocol have PyPI's form on their own site.
 */
public enum Registry {
  /** The Python Package Index. */
  PYPI("PyPI"),
  /** TestPyPI. */
  TESTPYPI("TestPyPI"),
  /** An npm registry. */
  NPM("npm");

  private final String title;

  Registry(String title) {
    this.title = title;
  }

  /**
   * Returns its display name.
   *
   * @return such as {@code PyPI}
   */
  public String title() {
    return title;
  }

  /** Returns the value of {@code --repository}, lower case: {@code pypi}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
