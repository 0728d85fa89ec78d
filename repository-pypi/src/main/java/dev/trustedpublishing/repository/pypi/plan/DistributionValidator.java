package dev.trustedpublishing.repository.pypi.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.attestation.AttestationFiles;
import dev.trustedpublishing.repository.pypi.attestation.AttestationPlan;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.distribution.SdistReader;
import dev.trustedpublishing.repository.pypi.distribution.WheelReader;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.Classifiers;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.MetadataField;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.PlanRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Turns files into artifacts and collects all problems of all files.
 *
 * @param endpoints the registry that the files are for
 * @param fileLimit the maximum size of a file in bytes, if the caller set one
 * @param context the context of the client
 */
public record DistributionValidator(
    RegistryEndpoints endpoints, OptionalLong fileLimit, SpiContext context) {
  /** PyPI's limit unless the project has a higher one (Warehouse, forklift/legacy.py). */
  private static final long DEFAULT_FILE_LIMIT = 100L << 20;

  private static final int MAX_NAME = 255;
  private static final Comparator<PyPiArtifact> WHEELS_FIRST_BY_NAME =
      Comparator.comparing(PyPiArtifact::kind).thenComparing(Artifact::filename);

  /**
   * Reads all files.
   *
   * @param files their paths; an attestation among them belongs to its file
   * @return the artifacts in the order in which they must be sent: wheels, then source
   *     distributions, each by name
   * @throws TrustedPublishingException with all problems
   */
  public List<Artifact> plan(List<Path> files) {
    FileProblems findings = problems(context::warn);
    List<Path> distributions =
        files.stream().filter(file -> !AttestationFiles.isAttestation(file)).toList();
    if (distributions.isEmpty()) {
      findings.refuse(
          Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
              .expected("at least one wheel or source distribution")
              .remedy("Build the project first ('python -m build' writes to dist/)."));
    }
    FileSetRules together = new FileSetRules(findings);
    together.checkNames(distributions);
    List<PyPiArtifact> artifacts = readAll(distributions, findings);
    together.check(artifacts);
    artifacts = new AttestationPlan(context, findings).attach(artifacts, distributions, files);
    findings.throwIfAny();
    return artifacts.stream().sorted(WHEELS_FIRST_BY_NAME).<Artifact>map(a -> a).toList();
  }

  /** The rules, each with its kind and its source; read when one is broken. */
  public static PlanRules rules() {
    return PlanRules.of("PyPI", DistributionValidator.class.getResourceAsStream("rules.tsv"));
  }

  private FileProblems problems(Consumer<Problem> warnings) {
    return new FileProblems(warnings, DistributionValidator::rules, endpoints.isWellKnown());
  }

  /** The result of reading one file. */
  private record Reading(
      Optional<PyPiArtifact> artifact, List<Problem> warnings, List<Problem> refusals) {}

  /** Uses all cores; the problems are still reported in the order of the files. */
  private List<PyPiArtifact> readAll(List<Path> distributions, FileProblems findings) {
    List<PyPiArtifact> artifacts = new ArrayList<>();
    for (Reading reading : distributions.parallelStream().map(this::read).toList()) {
      reading.warnings().forEach(findings::warn);
      reading.refusals().forEach(findings::refuse);
      reading.artifact().ifPresent(artifacts::add);
    }
    return artifacts;
  }

  private Reading read(Path path) {
    List<Problem> warnings = new ArrayList<>();
    FileProblems own = problems(warnings::add);
    Optional<PyPiArtifact> artifact = own.read(() -> read(DistributionFile.of(path), own));
    return new Reading(artifact, warnings, own.refusals());
  }

  private Optional<PyPiArtifact> read(ArchiveFile file, FileProblems own)
      throws InvalidFileException {
    checkName(file);
    if (!Files.isRegularFile(file.path())) {
      // Reports the actual content, whatever the name.
      ArtifactFile.read(file.path());
    }
    Optional<PyPiArtifact> artifact =
        file.name().endsWith(".whl")
            ? new WheelReader(file, own).read()
            : new SdistReader(file, own).read();
    artifact.ifPresent(read -> checkSize(file, read.file().size(), own));
    artifact.ifPresent(read -> checkPrivate(file, read.metadata(), own));
    return artifact;
  }

  private static void checkName(ArchiveFile file) throws InvalidFileException {
    String name = file.name();
    boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    boolean foreign = name.chars().anyMatch(c -> c > 0x7e || c == '"' || c == '\\' || c == '/');
    if (control || foreign || name.length() > MAX_NAME) {
      throw new InvalidFileException(
          file.problem(ErrorCode.PUBLISH_INVALID_FILENAME, "the index does not accept this name.")
              .found(control ? "control characters" : "'" + file.shown() + "'")
              .expected("at most " + MAX_NAME + " ASCII characters, without quotes and slashes")
              .remedy("Build the file again, and do not rename it."));
    }
    if (!name.endsWith(".whl") && !name.endsWith(".tar.gz")) {
      throw new InvalidFileException(
          file.problem(
                  ErrorCode.USAGE_UNSUPPORTED_FILE, "it is " + UnsupportedFile.named(name) + ".")
              .expected("a wheel (.whl) or a source distribution (.tar.gz)")
              .remedy(UnsupportedFile.remedyFor(name)));
    }
  }

  private void checkSize(ArchiveFile file, long size, FileProblems own) {
    if (fileLimit.isPresent() && size > fileLimit.getAsLong()) {
      own.report(
          "file-limit",
          file.problem(ErrorCode.PUBLISH_FILE_TOO_LARGE, "it is larger than allowed.")
              .found(size + " bytes")
              .expected("at most " + fileLimit.getAsLong() + " bytes, as configured")
              .remedy("Reduce the file size, or raise the limit if the registry allows more."));
    }
    if (fileLimit.isEmpty() && size > DEFAULT_FILE_LIMIT) {
      own.report(
          "file-size",
          file.problem(
                  ErrorCode.PUBLISH_FILE_TOO_LARGE,
                  endpoints.name() + " accepts it only if the project has a higher limit.")
              .found(size + " bytes")
              .expected("at most " + DEFAULT_FILE_LIMIT + " bytes (100 MiB)")
              .remedy(
                  "Request a higher limit in the project's settings, or reduce the file size."));
    }
  }

  /** The classifier of the project forbids publishing at PyPI; other indexes may accept it. */
  private static void checkPrivate(ArchiveFile file, CoreMetadata metadata, FileProblems own) {
    for (CoreMetadata.Entry entry : metadata.all(MetadataField.CLASSIFIER)) {
      if (entry.value().startsWith(Classifiers.PRIVATE)) {
        own.report(
            "private",
            file.problem(ErrorCode.PUBLISH_INVALID_METADATA, "it is marked as not to be published.")
                .found(
                    "the classifier %s (line %s)"
                        .formatted(SafeText.shown(entry.value()), entry.line()))
                .expected("no classifier that starts with '" + Classifiers.PRIVATE + "'")
                .remedy(
                    "If it is public, remove the classifier from the project's configuration. If"
                        + " not, publish to your own index."));
      }
    }
  }
}
