package dev.trustedpublishing.repository.pypi.attestation;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.distribution.Attestation;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns attestations to files, as the caller requires.
 *
 * @param context provides the attestation mode
 * @param findings collects the problems
 */
public record AttestationPlan(SpiContext context, FileProblems findings) {
  /**
   * PyPI: "A maximum of 2 attestations per file are supported" (Warehouse,
   * attestations/services.py).
   */
  private static final int MAX_COUNT = 2;

  /**
   * Reads the attestations of all files.
   *
   * @param artifacts the distributions that could be read
   * @param distributions all distributions
   * @param files all files, attestations among them
   * @return the artifacts with their attestations
   */
  public List<PyPiArtifact> attach(
      List<PyPiArtifact> artifacts, List<Path> distributions, List<Path> files) {
    if (context.attestations() == Attestations.NONE) {
      return artifacts;
    }
    AttestationFiles known = AttestationFiles.among(files);
    known.withoutFile(distributions).forEach(this::refuseWithoutFile);
    return artifacts.stream().map(artifact -> artifact.with(read(artifact, known))).toList();
  }

  private List<Attestation> read(PyPiArtifact artifact, AttestationFiles known) {
    ArchiveFile file = DistributionFile.of(artifact.file().path());
    try {
      List<Path> paths = known.of(file.path());
      checkCount(file, paths);
      Map<String, Attestation> byType = new LinkedHashMap<>();
      for (Path path : paths) {
        ArchiveFile own = DistributionFile.of(path);
        Attestation next = new AttestationReader(own, context.json()).read(artifact.file());
        if (byType.put(next.predicateType(), next) != null && paths.size() <= MAX_COUNT) {
          findings.report(
              "attestation-count",
              own.problem(
                      ErrorCode.PUBLISH_ATTESTATION_INVALID,
                      "another attestation of " + file.shown() + " is of the same type.")
                  .found(next.predicateType() + " twice")
                  .expected("each type once")
                  .remedy("Remove the older one."));
        }
      }
      return new ArrayList<>(byType.values());
    } catch (InvalidFileException e) {
      findings.refuse(e.problem());
    } catch (IOException e) {
      findings.refuse(
          file.problem(ErrorCode.USAGE_ARTIFACT_UNREADABLE, "its attestations can't be read.")
              .found(SafeText.reason(e))
              .remedy("Check the permissions of the folder and of the attestations in it."));
    }
    return List.of();
  }

  private void checkCount(ArchiveFile file, List<Path> paths) throws InvalidFileException {
    if (paths.size() > MAX_COUNT) {
      findings.report(
          "attestation-count",
          file.problem(ErrorCode.PUBLISH_ATTESTATION_INVALID, "it has too many attestations.")
              .found(paths.size() + " files")
              .expected("at most " + MAX_COUNT)
              .remedy("Remove those that are not needed."));
    }
    if (paths.isEmpty()
        && context.attestations() == Attestations.REQUIRED
        && !context.makesAttestations()) {
      throw new InvalidFileException(
          file.problem(ErrorCode.PUBLISH_ATTESTATION_MISSING, "it has no attestation.")
              .expected(file.shown() + ".publish.attestation next to it")
              .remedy(
                  "Sign the file before publishing it, have it signed by this run"
                      + " (trusted-publishing-attestation-sigstore on the class path), or publish"
                      + " without attestations."));
    }
  }

  private void refuseWithoutFile(Path path) {
    findings.refuse(
        DistributionFile.of(path)
            .problem(
                ErrorCode.PUBLISH_ATTESTATION_INVALID, "it is an attestation without its file.")
            .expected("the file it belongs to: NAME for NAME.publish.attestation")
            .remedy("Publish the file together with it, or remove the attestation."));
  }
}
