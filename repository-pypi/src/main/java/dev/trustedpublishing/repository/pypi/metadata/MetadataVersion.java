package dev.trustedpublishing.repository.pypi.metadata;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The versions of core metadata that PyPI accepts, oldest first (Warehouse, forklift/metadata.py).
 */
enum MetadataVersion {
  /** PEP 241. */
  V1_0("1.0"),
  /** PEP 314. */
  V1_1("1.1"),
  /** PEP 345. */
  V1_2("1.2"),
  /** PEP 566. */
  V2_1("2.1"),
  /** PEP 643. */
  V2_2("2.2"),
  /** PEP 685. */
  V2_3("2.3"),
  /** PEP 639. */
  V2_4("2.4"),
  /** PEP 794. */
  V2_5("2.5");

  private final String value;

  MetadataVersion(String value) {
    this.value = value;
  }

  /**
   * Reads a version.
   *
   * @param value as it is in the file
   * @return the version; empty if PyPI does not take it
   */
  static Optional<MetadataVersion> parse(String value) {
    return Arrays.stream(values()).filter(version -> version.value.equals(value)).findFirst();
  }

  /** All of them, for strings. */
  static String all() {
    return Arrays.stream(values()).map(String::valueOf).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return value;
  }
}
