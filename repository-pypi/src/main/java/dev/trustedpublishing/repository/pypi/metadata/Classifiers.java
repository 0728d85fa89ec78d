package dev.trustedpublishing.repository.pypi.metadata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The classifiers that PyPI knew on a certain day ({@code classifiers.txt}, written by {@code
 * .ci/classifiers}). PyPI's own list grows, so that what is missing here is not an error.
 *
 * @param date the day, such as {@code 2026-09-21}
 * @param known those that are in use
 * @param deprecated those that PyPI does not take any more, each with what to use in its place;
 *     empty if there is nothing
 */
public record Classifiers(String date, Set<String> known, Map<String, String> deprecated) {
  /** PyPI has no classifier with this prefix: it keeps a private package off the index. */
  public static final String PRIVATE = "Private ::";

  /** The list in this jar; read when it is first needed, and once. */
  static Classifiers list() {
    return Holder.LIST;
  }

  /** Returns whether it is in the list and in use. */
  boolean isKnown(String classifier) {
    return known.contains(classifier);
  }

  /** What to use instead of a deprecated one, which may be nothing; empty if it is none. */
  Optional<String> successorOf(String classifier) {
    return Optional.ofNullable(deprecated.get(classifier));
  }

  private static Classifiers read() {
    Set<String> known = new HashSet<>();
    Map<String, String> deprecated = new HashMap<>();
    try (InputStream in = resource();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String date = lines.readLine().substring("# ".length());
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> {
            if (line.startsWith("- ")) {
              String[] parts = line.substring("- ".length()).split(" => ", 2);
              deprecated.put(parts[0], parts.length == 2 ? parts[1] : "");
            } else {
              known.add(line);
            }
          });
      return new Classifiers(date, Set.copyOf(known), Map.copyOf(deprecated));
    } catch (IOException e) {
      throw new UncheckedIOException("This jar's list of classifiers can't be read.", e);
    }
  }

  private static InputStream resource() {
    InputStream in = Classifiers.class.getResourceAsStream("classifiers.txt");
    if (in == null) {
      throw new IllegalStateException("This jar does not contain its list of classifiers.");
    }
    return in;
  }

  private static final class Holder {
    private static final Classifiers LIST = read();
  }
}
