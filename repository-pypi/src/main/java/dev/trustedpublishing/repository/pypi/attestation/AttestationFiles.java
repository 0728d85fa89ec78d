package dev.trustedpublishing.repository.pypi.attestation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Separates attestations from distributions, and finds those of a distribution: {@code
 * NAME.publish.attestation} for the file {@code NAME}, passed together with it or in the same
 * folder. Lists each folder once, however many distributions are in it. Not thread-safe.
 */
public final class AttestationFiles {
  private static final String SUFFIX = ".attestation";

  private final List<Path> given;
  private final Map<Path, List<Path>> folders = new HashMap<>();

  private AttestationFiles(List<Path> given) {
    this.given = given;
  }

  /** Separates the attestations from the files to be published. */
  static AttestationFiles among(List<Path> files) {
    return new AttestationFiles(files.stream().filter(AttestationFiles::isAttestation).toList());
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
    return Stream.concat(given.stream(), beside(distribution).stream())
        .filter(file -> belongs(file, distribution))
        .map(AttestationFiles::absolute)
        .sorted()
        .distinct()
        .toList();
  }

  /** Returns the attestations that do not belong to any distribution. */
  List<Path> withoutFile(List<Path> distributions) {
    return given.stream()
        .filter(file -> distributions.stream().noneMatch(one -> belongs(file, one)))
        .sorted()
        .toList();
  }

  private List<Path> beside(Path distribution) throws IOException {
    Path folder = absolute(distribution).resolveSibling("");
    List<Path> known = folders.get(folder);
    if (known == null) {
      known = new ArrayList<>();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, AttestationFiles::isAttestation)) {
        files.forEach(known::add);
      }
      folders.put(folder, known);
    }
    return known;
  }

  private static boolean belongs(Path attestation, Path distribution) {
    return name(attestation).startsWith(name(distribution) + ".");
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
