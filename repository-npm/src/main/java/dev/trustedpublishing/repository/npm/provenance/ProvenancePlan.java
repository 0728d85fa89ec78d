package dev.trustedpublishing.repository.npm.provenance;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.ProvenanceBundle;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.tarball.PackedFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the bundles that attest packages: the one that the caller named, or those next to the
 * files.
 *
 * @param options what the caller chose
 * @param context reads JSON and provides the attestation mode
 * @param findings receives the problems
 */
public record ProvenancePlan(PublishOptions options, SpiContext context, FileProblems findings) {
  /** A bundle has the name of its package, and this after it. */
  private static final String SUFFIX = ".sigstore.json";

  public static boolean isBundle(Path path) {
    return String.valueOf(path.getFileName()).endsWith(SUFFIX);
  }

  /**
   * Attaches the bundles.
   *
   * @param artifacts the packages that are good so far
   * @param packages all files that are packages
   * @param files all files, including bundles
   * @return the packages with their bundles
   */
  public List<NpmArtifact> attach(
      List<NpmArtifact> artifacts, List<Path> packages, List<Path> files) {
    checkChoices(packages);
    checkStrays(packages, files);
    List<NpmArtifact> attached = new ArrayList<>();
    for (NpmArtifact artifact : artifacts) {
      try {
        Optional<ProvenanceBundle> bundle = bundleOf(artifact);
        if (bundle.isEmpty()) {
          checkMissing(artifact);
        }
        attached.add(artifact.with(bundle));
      } catch (InvalidFileException e) {
        findings.refuse(e.problem());
      }
    }
    return attached;
  }

  private Optional<ProvenanceBundle> bundleOf(NpmArtifact artifact) throws InvalidFileException {
    if (context.attestations() == Attestations.NONE) {
      return Optional.empty();
    }
    Path file = artifact.file().path();
    Path beside = file.resolveSibling(artifact.filename() + SUFFIX);
    Optional<Path> path =
        options.provenanceFile().or(() -> Optional.of(beside).filter(Files::exists));
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new BundleReader(path.get(), context.json()).read(artifact));
  }

  private void checkMissing(NpmArtifact artifact) {
    boolean expected = PublishConfig.of(artifact.manifest()).wantsProvenance();
    boolean required = context.attestations() == Attestations.REQUIRED;
    if (context.attestations() == Attestations.NONE
        || (!expected && !required)
        || context.makesAttestations()) {
      return;
    }
    findings.refuse(
        PackedFile.of(artifact.file().path())
            .problem(ErrorCode.PUBLISH_ATTESTATION_MISSING, "it has no provenance.")
            .found(
                expected
                    ? "\"provenance\": true in its publishConfig, and no bundle"
                    : "no bundle, and attestations are required")
            .expected("a Sigstore bundle in " + SafeText.shown(artifact.filename() + SUFFIX))
            .remedy(
                "Have it made by this run (trusted-publishing-attestation-sigstore on the class"
                    + " path), or name an existing bundle with --provenance-file"
                    + " (NpmRepository.withProvenanceFile). Or publish without it: --attestations"
                    + " none."));
  }

  private void checkChoices(List<Path> packages) {
    if (options.provenanceFile().isEmpty()) {
      return;
    }
    if (packages.size() > 1) {
      findings.refuse(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION,
                  "One provenance file can't describe several packages.")
              .found(packages.size() + " packages")
              .expected("one package, or a bundle next to each: FILE" + SUFFIX)
              .remedy("Publish them one by one, or put a bundle next to each package."));
    }
    if (context.attestations() == Attestations.NONE) {
      findings.refuse(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION,
                  "A provenance file is given, but attestations are disabled.")
              .found("--provenance-file and --attestations none")
              .expected("one of them")
              .remedy("Remove one of them."));
    }
  }

  private void checkStrays(List<Path> packages, List<Path> files) {
    Set<Path> expected = new HashSet<>();
    for (Path file : packages) {
      expected.add(file.resolveSibling(file.getFileName() + SUFFIX));
    }
    options.provenanceFile().ifPresent(expected::add);
    for (Path file : files) {
      if (isBundle(file) && !expected.contains(file)) {
        findings.refuse(
            PackedFile.of(file)
                .problem(ErrorCode.USAGE_UNSUPPORTED_FILE, "it belongs to no package.")
                .found("a Sigstore bundle without its package")
                .expected("a bundle next to its package, with the same name and " + SUFFIX)
                .remedy("Remove it, or add its package."));
      }
    }
  }
}
