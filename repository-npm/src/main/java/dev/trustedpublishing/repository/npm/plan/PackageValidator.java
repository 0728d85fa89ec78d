package dev.trustedpublishing.repository.npm.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.DistTag;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.model.Tarball;
import dev.trustedpublishing.repository.npm.provenance.ProvenancePlan;
import dev.trustedpublishing.repository.npm.tarball.PackedFile;
import dev.trustedpublishing.repository.npm.tarball.TarballReader;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.PlanRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns files into artifacts and collects all problems of all files. */
public final class PackageValidator {
  private final Destination destination;
  private final PublishOptions options;
  private final SpiContext context;
  private final FileProblems findings;

  /**
   * Creates a plan.
   *
   * @param destination the registry that the files are for
   * @param options what the caller chose
   * @param context receives warnings and provides the attestation mode
   */
  public PackageValidator(Destination destination, PublishOptions options, SpiContext context) {
    this.destination = destination;
    this.options = options;
    this.context = context;
    this.findings = new FileProblems(context::warn, PackageValidator::rules, true);
  }

  /** Returns the rules, each with its kind and its source; read when one is broken. */
  static PlanRules rules() {
    return PlanRules.of("npm", PackageValidator.class.getResourceAsStream("rules.tsv"));
  }

  /**
   * Reads all files.
   *
   * @param files their paths; a bundle among them belongs to its package
   * @return the artifacts in the order of the files
   * @throws TrustedPublishingException with all problems
   */
  public List<Artifact> plan(List<Path> files) {
    List<Path> packages = files.stream().filter(file -> !ProvenancePlan.isBundle(file)).toList();
    if (packages.isEmpty()) {
      findings.refuse(
          Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
              .expected("at least one packed package (.tgz)")
              .remedy("Pack the package first: npm pack --pack-destination dist"));
    }
    checkOptions();
    List<NpmArtifact> artifacts = new ArrayList<>();
    for (Path path : packages) {
      findings.read(() -> read(PackedFile.of(path))).ifPresent(artifacts::add);
    }
    checkVersions(artifacts);
    artifacts.forEach(artifact -> destination.faults(artifact).forEach(findings::refuse));
    List<NpmArtifact> complete =
        new ProvenancePlan(options, context, findings).attach(artifacts, packages, files);
    findings.throwIfAny();
    return List.copyOf(complete);
  }

  private Optional<NpmArtifact> read(ArchiveFile file) throws InvalidFileException {
    checkName(file);
    Tarball tarball = new TarballReader(file, context.json()).read();
    return new ManifestRules(file, tarball, options, findings).check();
  }

  private void checkName(ArchiveFile file) throws InvalidFileException {
    if (file.name().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new InvalidFileException(
          file.problem(ErrorCode.PUBLISH_INVALID_FILENAME, "its name is invalid.")
              .found("control characters")
              .expected("a name as 'npm pack' writes it")
              .remedy("Pack it again, and do not rename it."));
    }
    if (!PackedFile.isNamedLikePackage(file)) {
      throw new InvalidFileException(
          file.problem(ErrorCode.USAGE_UNSUPPORTED_FILE, "it is not a packed package.")
              .found(file.name().endsWith(".whl") ? "a wheel, which is for Python" : file.shown())
              .expected("a name that ends with .tgz")
              .remedy("Omit it, or pack the package first: npm pack"));
    }
  }

  private void checkOptions() {
    options
        .tag()
        .map(DistTag::named)
        .ifPresent(tag ->
            tag.fault()
                .ifPresent(expected ->
                    findings.refuse(
                        Problem.of(ErrorCode.USAGE_INVALID_OPTION, "A version can't have this tag.")
                            .found("'" + SafeText.shown(tag.name()) + "'")
                            .expected(expected)
                            .remedy("Choose another tag, such as next."))));
  }

  /** A version can be published once. */
  private void checkVersions(List<NpmArtifact> artifacts) {
    Map<String, NpmArtifact> seen = new HashMap<>();
    for (NpmArtifact artifact : artifacts) {
      NpmArtifact first = seen.putIfAbsent(artifact.id(), artifact);
      if (first != null) {
        findings.report(
            "same-version",
            PackedFile.of(artifact.file().path())
                .problem(
                    ErrorCode.USAGE_DUPLICATE_FILE,
                    "another file is " + SafeText.shown(artifact.id()) + " too.")
                .found(
                    SafeText.shown(first.file().path().toString())
                        + "\n"
                        + SafeText.shown(artifact.file().path().toString()))
                .expected("each version once")
                .remedy("Remove one of them. Pack into an empty folder to avoid old files."));
      }
    }
  }
}
