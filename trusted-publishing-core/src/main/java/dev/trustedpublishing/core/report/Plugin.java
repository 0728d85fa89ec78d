package dev.trustedpublishing.core.report;

import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An implementation of an SPI that is in use, and where it came from. Immutable.
 *
 * @param kind which SPI: {@code identity provider}, {@code package repository}, or {@code audit
 *     sink}
 * @param id its id, such as {@code github}
 * @param type the name of its class
 * @param version the version in the manifest of its jar, or {@code ?}
 * @param place the jar or folder, as a URL, or {@code the JDK}
 */
public record Plugin(String kind, String id, String type, String version, String place) {
  /**
   * Describes an implementation.
   *
   * @param kind which SPI
   * @param id its id
   * @param implementation the implementation
   * @return its description
   */
  public static Plugin of(String kind, String id, Object implementation) {
    Class<?> type = implementation.getClass();
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return new Plugin(
        kind,
        id,
        type.getName(),
        Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("?"),
        source == null ? "the JDK" : String.valueOf(source.getLocation()));
  }

  /**
   * Returns the description for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to text; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", kind);
    members.put("id", id);
    members.put("class", type);
    members.put("version", version);
    members.put("place", place);
    return members;
  }

  /**
   * Returns the description for people.
   *
   * @return one line, as in a table
   */
  public String text() {
    return "%-18s  %-12s  %-15s  %s".formatted(kind, id, version, place);
  }

  /** Returns the class, its version and its place. */
  @Override
  public String toString() {
    return type + " " + version + " in " + place;
  }
}
