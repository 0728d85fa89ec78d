package dev.trustedpublishing.repository.pypi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Tells attestations from distributions, and finds those of a distribution: {@code
 * NAME.publish.attestation} for the file {@code NAME}, given together with it or lying beside it.
 *
 * @param given the attestations among the files that are to be published
 */
record AttestationFiles(List<Path> given) {
  private static final String SUFFIX = ".attestation";

  /** Takes the attestations out of the files that are to be published. */
  static AttestationFiles among(List<Path> files) {
    return new AttestationFiles(files.stream().filter(AttestationFiles::isAttestation).toList());
  }

  static boolean isAttestation(Path file) {
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
    Predicate<Path> belongs = file -> name(file).startsWith(name(distribution) + ".");
    Set<Path> found = new TreeSet<>();
    given.stream().filter(belongs).map(AttestationFiles::absolute).forEach(found::add);
    Path folder = absolute(distribution).resolveSibling("");
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(folder, AttestationFiles::isAttestation)) {
      beside.forEach(file -> {
        if (belongs.test(file)) {
          found.add(file);
        }
      });
    }
    return List.copyOf(found);
  }

  /** Those that belong to none of the distributions. */
  List<Path> withoutFile(List<Path> distributions) {
    List<Path> left = new ArrayList<>(given);
    left.removeIf(
        file -> distributions.stream().anyMatch(other -> name(file).startsWith(name(other) + ".")));
    return left;
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
