package dev.trustedpublishing.testkit.registry.pypi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of PyPI that have a table of cases: inputs, each with the result of PyPI's own code.
 * The tables test this registry, and a client that checks before it uploads. Thread-safe.
 */
public enum PyPiRule {
  /** Platform tags, of a wheel {@code sampleproject-1.2.3-cp311-cp311-TAG.whl}. */
  PLATFORM_TAGS,
  /** {@code License-Expression}, with metadata 2.4. */
  LICENSE_EXPRESSIONS,
  /** {@code Requires-Python}. */
  REQUIRES_PYTHON,
  /** {@code Requires-Dist}. */
  REQUIRES_DIST,
  /** {@code Provides-Dist}; for {@code Obsoletes-Dist} it is the same. */
  PROVIDES_DIST,
  /** Names of projects that do not exist yet, if a project {@code Lib.Tools} exists. */
  PROJECT_NAMES,
  /** Name and version in the metadata, and the name of a source distribution. */
  SOURCE_FILE_NAMES,
  /** Name and version in the metadata, and the name of a wheel. */
  WHEEL_FILE_NAMES,
  /** The content of {@code entry_points.txt}. */
  ENTRY_POINTS;

  private static final String ACCEPTED = "accepted";

  /**
   * One case. Immutable.
   *
   * @param input what is checked
   * @param rejection the message of PyPI, or empty if it accepts the input
   */
  public record Case(String input, Optional<String> rejection) {

    /**
     * Returns whether PyPI accepts the input.
     *
     * @return whether it does
     */
    public boolean isAccepted() {
      return rejection.isEmpty();
    }
  }

  /**
   * Reads the table of this rule.
   *
   * @return its cases, in the order of the table
   */
  public List<Case> cases() {
    String table = name().toLowerCase(Locale.ROOT).replace('_', '-') + ".tsv";
    try (InputStream in = PyPiRule.class.getResourceAsStream(table)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + table);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .map(PyPiRule::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(String line) {
    String[] columns = line.split("\t", 2);
    String result = columns[1].translateEscapes();
    return new Case(
        columns[0].translateEscapes(),
        result.equals(ACCEPTED) ? Optional.empty() : Optional.of(result));
  }
}
