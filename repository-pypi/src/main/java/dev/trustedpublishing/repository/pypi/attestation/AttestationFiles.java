package dev.trustedpublishing.repository.pypi.attestation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells attestations from distributions, and finds those of a distribution: {@code
 * NAME.publish.attestation} for the file {@code NAME}, given together with it or lying beside it.
 * Lists each folder once, however many distributions lie in it. Confined to one thread.
 */
public final class AttestationFiles {
  private static final String SUFFIX = ".attestation";

  private final NavigableMap<String, Set<Path>> given;
  private final Map<Path, NavigableMap<String, Set<Path>>> folders = new HashMap<>();

  private AttestationFiles(NavigableMap<String, Set<Path>> given) {
    this.given = given;
  }

  /** Takes the attestations out of the files that are to be published. */
  static AttestationFiles among(List<Path> files) {
    return new AttestationFiles(
        byName(files.stream().filter(AttestationFiles::isAttestation).toList()));
  }

  public static boolean isAttestation(Path file) {
    return name(file).endsWith(SUFFIX);
  }

  /**
   * Finds the attestations of a distribution.
   *
   * @param distribution the distribution
   * @return their paths, each once
   * @throws IOException if the folder can't be listed
   */
  List<Path> of(Path distribution) throws IOException {
    Set<Path> found = new TreeSet<>();
    belongingTo(distribution, given).forEach(file -> found.add(absolute(file)));
    found.addAll(belongingTo(distribution, beside(distribution)));
    return List.copyOf(found);
  }

  /** Those that belong to none of the distributions. */
  List<Path> withoutFile(List<Path> distributions) {
    Set<Path> taken = new TreeSet<>();
    distributions.forEach(distribution -> taken.addAll(belongingTo(distribution, given)));
    return given.values().stream()
        .flatMap(Set::stream)
        .filter(file -> !taken.contains(file))
        .toList();
  }

  private NavigableMap<String, Set<Path>> beside(Path distribution) throws IOException {
    Path folder = absolute(distribution).resolveSibling("");
    NavigableMap<String, Set<Path>> known = folders.get(folder);
    if (known == null) {
      known = list(folder);
      folders.put(folder, known);
    }
    return known;
  }

  private static NavigableMap<String, Set<Path>> list(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(folder, AttestationFiles::isAttestation)) {
      beside.forEach(files::add);
    }
    return byName(files);
  }

  private static NavigableMap<String, Set<Path>> byName(Collection<Path> files) {
    NavigableMap<String, Set<Path>> byName = new TreeMap<>();
    files.forEach(file -> byName.computeIfAbsent(name(file), name -> new TreeSet<>()).add(file));
    return byName;
  }

  private static List<Path> belongingTo(
      Path distribution, NavigableMap<String, Set<Path>> attestations) {
    // All names that start with that of the distribution and a dot: '/' comes after '.'.
    String name = name(distribution);
    return attestations.subMap(name + ".", name + "/").values().stream()
        .flatMap(Set::stream)
        .toList();
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
