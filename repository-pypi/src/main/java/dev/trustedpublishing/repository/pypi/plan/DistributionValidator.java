package dev.trustedpublishing.repository.pypi.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
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
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns files into artifacts, and collects all problems of all files on the way. */
public final class DistributionValidator {
  /**
   * PyPI's limit where the project has not been given a higher one (Warehouse, forklift/legacy.py).
   */
  private static final long USUAL_FILE_LIMIT = 100L << 20;

  private static final int LONGEST_NAME = 255;
  private static final String WANTED = "a wheel (.whl) or a source distribution (.tar.gz)";

  private static final Comparator<PyPiArtifact> WHEELS_FIRST_BY_NAME =
      Comparator.comparing(PyPiArtifact::kind).thenComparing(Artifact::filename);

  private final RegistryEndpoints endpoints;
  private final OptionalLong fileLimit;
  private final SpiContext context;
  private final FileProblems findings;

  /**
   * Prepares a plan.
   *
   * @param endpoints the registry that the files are for
   * @param fileLimit how many bytes a file may have, if the caller said so
   * @param context is told what does not stop the plan, and what the caller wants
   */
  public DistributionValidator(
      RegistryEndpoints endpoints, OptionalLong fileLimit, SpiContext context) {
    this.endpoints = endpoints;
    this.fileLimit = fileLimit;
    this.context = context;
    this.findings = new FileProblems(context::warn);
  }

  /**
   * Reads all files.
   *
   * @param files where they lie; an attestation among them belongs to its file
   * @return the artifacts in the order in which they are to be sent: wheels, then source
   *     distributions, each by name
   * @throws TrustedPublishingException with everything that is wrong
   */
  public List<Artifact> plan(List<Path> files) {
    List<Path> distributions =
        files.stream().filter(file -> !AttestationFiles.isAttestation(file)).toList();
    if (distributions.isEmpty()) {
      findings.refuse(
          Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
              .expected("at least one wheel or source distribution")
              .remedy("Build the project first ('python -m build' writes into dist/)."));
    }
    checkNames(distributions);
    List<PyPiArtifact> artifacts = readAll(distributions);
    checkContents(artifacts);
    checkReleases(artifacts);
    checkSourceDistributions(artifacts);
    artifacts = new AttestationPlan(context, findings).attach(artifacts, distributions, files);
    if (!findings.refusals().isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, findings.refusals()).build();
    }
    return artifacts.stream().sorted(WHEELS_FIRST_BY_NAME).<Artifact>map(a -> a).toList();
  }

  /** On all cores; what is found is told in the order of the files all the same. */
  private List<PyPiArtifact> readAll(List<Path> distributions) {
    List<Reading> readings = distributions.parallelStream().map(this::read).toList();
    List<PyPiArtifact> artifacts = new ArrayList<>();
    for (Reading reading : readings) {
      reading.warnings().forEach(findings::warn);
      reading.refusals().forEach(findings::refuse);
      reading.artifact().ifPresent(artifacts::add);
    }
    return artifacts;
  }

  private Reading read(Path path) {
    List<Problem> warnings = new ArrayList<>();
    FileProblems own = new FileProblems(warnings::add);
    Optional<PyPiArtifact> artifact = read(new DistributionFile(path), own);
    return new Reading(artifact, warnings, own.refusals());
  }

  private Optional<PyPiArtifact> read(DistributionFile file, FileProblems own) {
    try {
      checkName(file);
      if (!Files.isRegularFile(file.path())) {
        // Says what is there instead; a name that no wheel has does not matter then.
        ArtifactFile.read(file.path());
      }
      Optional<PyPiArtifact> artifact =
          file.name().endsWith(".whl")
              ? new WheelReader(file, own).read()
              : new SdistReader(file, own).read();
      artifact.ifPresent(read -> checkSize(file, read.file(), own));
      artifact.ifPresent(read -> checkPrivate(file, read.metadata(), own));
      return artifact;
    } catch (InvalidFileException e) {
      own.refuse(e.problem());
    } catch (TrustedPublishingException e) {
      e.problems().forEach(own::refuse);
    } catch (IOException e) {
      own.refuse(
          file.problem(ErrorCode.USAGE_ARTIFACT_UNREADABLE, "it can't be read.")
              .found(SafeText.shown(String.valueOf(e.getMessage())))
              .remedy("Check the disk and the permissions of the file."));
    }
    return Optional.empty();
  }

  /** Two files of one name can't both be on an index; on some systems case does not count. */
  private void checkNames(List<Path> files) {
    Map<String, Path> seen = new HashMap<>();
    for (Path path : files) {
      DistributionFile file = new DistributionFile(path);
      Path first = seen.putIfAbsent(file.name().toLowerCase(Locale.ROOT), path);
      if (first != null) {
        findings.refuse(
            file.problem(ErrorCode.USAGE_DUPLICATE_FILE, "two files have this name.")
                .found(
                    SafeText.shown(String.valueOf(first))
                        + "\n"
                        + SafeText.shown(String.valueOf(path)))
                .expected("every file name once")
                .remedy("Leave out one of them; build into an empty folder to have no old files."));
      }
    }
  }

  private void checkName(DistributionFile file) throws InvalidFileException {
    String name = file.name();
    boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    boolean foreign = name.chars().anyMatch(c -> c > 0x7e || c == '"' || c == '\\' || c == '/');
    if (control || foreign || name.length() > LONGEST_NAME) {
      throw new InvalidFileException(
          file.problem(ErrorCode.PUBLISH_INVALID_FILENAME, "the index does not take this name.")
              .found(control ? "control characters" : "'" + file.shown() + "'")
              .expected(
                  "at most " + LONGEST_NAME + " characters of ASCII, without quotes and slashes")
              .remedy("Build the file again and leave its name as the build backend wrote it."));
    }
    if (!name.endsWith(".whl") && !name.endsWith(".tar.gz")) {
      throw new InvalidFileException(
          file.problem(
                  ErrorCode.USAGE_UNSUPPORTED_FILE, "it is " + UnsupportedFile.named(name) + ".")
              .expected(WANTED)
              .remedy(UnsupportedFile.remedyFor(name)));
    }
  }

  private void checkSize(DistributionFile file, ArtifactFile hashed, FileProblems own) {
    if (fileLimit.isPresent()) {
      checkLimit(file, hashed.size(), fileLimit.getAsLong(), own);
    } else if (endpoints.isWellKnown() && hashed.size() > USUAL_FILE_LIMIT) {
      own.warn(
          file.problem(
                  ErrorCode.PUBLISH_FILE_TOO_LARGE,
                  endpoints.name() + " takes it only if the project has a higher limit.")
              .found(hashed.size() + " bytes")
              .expected("at most " + USUAL_FILE_LIMIT + " bytes (100 MiB)")
              .remedy(
                  "Ask for a higher limit in the project's settings, or make the file smaller."));
    }
  }

  /** A project's word against its own publication; other indexes may be what it is meant for. */
  private void checkPrivate(DistributionFile file, CoreMetadata metadata, FileProblems own) {
    for (CoreMetadata.Entry entry : metadata.all(MetadataField.CLASSIFIER)) {
      if (endpoints.isWellKnown() && entry.value().startsWith(Classifiers.PRIVATE)) {
        own.refuse(
            file.problem(
                    ErrorCode.PUBLISH_INVALID_METADATA, "it says that it is not to be published.")
                .found(
                    "the classifier "
                        + SafeText.shown(entry.value())
                        + " (line "
                        + entry.line()
                        + ")")
                .expected("no classifier that begins with '" + Classifiers.PRIVATE + "'")
                .remedy(
                    "If it is meant for everybody, remove the classifier from the project's"
                        + " configuration; if not, publish to an index of your own."));
      }
    }
  }

  private static void checkLimit(DistributionFile file, long size, long limit, FileProblems own) {
    if (size > limit) {
      own.refuse(
          file.problem(ErrorCode.PUBLISH_FILE_TOO_LARGE, "it is larger than allowed.")
              .found(size + " bytes")
              .expected("at most " + limit + " bytes, as configured")
              .remedy("Make the file smaller, or raise the limit if the registry takes more."));
    }
  }

  /** Allowed, but often a left-over of an older build. */
  private void checkReleases(List<PyPiArtifact> artifacts) {
    List<String> releases =
        artifacts.stream()
            .map(artifact -> artifact.packageName() + " " + artifact.version())
            .distinct()
            .toList();
    if (releases.size() > 1) {
      findings.warn(
          Problem.of(ErrorCode.USAGE_SEVERAL_RELEASES, "The files belong to several releases.")
              .found(SafeText.shown(String.join(", ", releases)))
              .remedy(
                  "Nothing, if that is meant. Otherwise build into an empty folder, so that no older"
                      + " files lie there."));
    }
  }

  /**
   * 1.0 and 1.0.0 are one release, which has one source distribution (Warehouse,
   * forklift/legacy.py).
   */
  private void checkSourceDistributions(List<PyPiArtifact> artifacts) {
    Map<String, PyPiArtifact> seen = new HashMap<>();
    for (PyPiArtifact artifact : artifacts) {
      if (artifact.kind() == PyPiArtifact.Kind.SDIST) {
        PyPiArtifact first = seen.putIfAbsent(artifact.release(), artifact);
        if (first != null && !first.filename().equals(artifact.filename())) {
          refuseSecondSdist(first, artifact);
        }
      }
    }
  }

  private void refuseSecondSdist(PyPiArtifact first, PyPiArtifact second) {
    findings.refuse(
        new DistributionFile(second.file().path())
            .problem(
                ErrorCode.PUBLISH_SECOND_SDIST, "its release has another source distribution here.")
            .found(SafeText.shown(first.filename()))
            .expected("one source distribution for each release; 1.0 and 1.0.0 are the same one")
            .remedy("Leave out one of the two files."));
  }

  /** PyPI refuses the same bytes under a second name (Warehouse, forklift/legacy.py). */
  private void checkContents(List<PyPiArtifact> artifacts) {
    Map<String, PyPiArtifact> seen = new HashMap<>();
    for (PyPiArtifact artifact : artifacts) {
      PyPiArtifact first = seen.putIfAbsent(artifact.file().sha256(), artifact);
      if (first != null && !first.filename().equals(artifact.filename())) {
        findings.refuse(
            new DistributionFile(artifact.file().path())
                .problem(
                    ErrorCode.PUBLISH_DUPLICATE_CONTENT, "another file has the very same content.")
                .found(SafeText.shown(first.filename()))
                .expected("every content under one name")
                .remedy("Leave out one of the two files."));
      }
    }
  }

  /** What reading one file gave. */
  private record Reading(
      Optional<PyPiArtifact> artifact, List<Problem> warnings, List<Problem> refusals) {}
}
