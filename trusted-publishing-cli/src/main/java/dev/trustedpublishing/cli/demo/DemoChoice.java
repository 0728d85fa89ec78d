package dev.trustedpublishing.cli.demo;

import java.util.Locale;

/** The values of the demo's {@code --repository}. */
enum DemoChoice {
  /** What plays PyPI. */
  PYPI,
  /** What speaks npm's protocol. */
  NPM;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
