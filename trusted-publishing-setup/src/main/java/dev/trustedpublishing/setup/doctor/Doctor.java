package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.core.JobInspection;
import dev.trustedpublishing.core.report.AttestationReport;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.IdentityReport;
import dev.trustedpublishing.core.report.Plugin;
import dev.trustedpublishing.core.report.SignatureResult;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Examines a job: its CI system, its identity, whether it matches the registration, and other
 * problems. Without network, except {@link #examineOnline}, which obtains an identity token and
 * discards it; nothing is exchanged in either case.
 *
 * <pre>{@code
 * Diagnosis diagnosis = Doctor.of(inspection, System.getenv()).examine();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Doctor {
  private final JobInspection inspection;
  private final CiEnvironment environment;
  private final List<Path> folders = new ArrayList<>();
  private Registration expected = new Registration(Map.of());
  private List<String> packages = List.of();

  private Doctor(JobInspection inspection, CiEnvironment environment) {
    this.inspection = inspection;
    this.environment = environment;
    environment
        .get("HOME")
        .or(() -> environment.get("USERPROFILE"))
        .map(Path::of)
        .ifPresent(folders::add);
  }

  /**
   * Creates a doctor that checks the user's home folder and expects no registration.
   *
   * @param inspection configured as for publishing; the caller closes it
   * @param environment the job's variables, the same as the inspection's
   * @return the doctor
   */
  public static Doctor of(JobInspection inspection, Map<String, String> environment) {
    return new Doctor(inspection, CiEnvironment.of(environment));
  }

  /**
   * Looks for files with secrets in a further folder, such as the project's.
   *
   * @param folder the folder
   * @return this
   */
  public Doctor lookingAt(Path folder) {
    folders.add(folder);
    return this;
  }

  /**
   * Compares the job with what is expected to be registered.
   *
   * @param registration the known fields
   * @return this
   */
  public Doctor expecting(Registration registration) {
    expected = registration;
    return this;
  }

  /**
   * Sets the packages, for registries that issue a token per package (npm).
   *
   * @param names the packages
   * @return this
   */
  public Doctor packages(List<String> names) {
    packages = List.copyOf(names);
    return this;
  }

  /**
   * Examines without network.
   *
   * @return the diagnosis
   */
  public Diagnosis examine() {
    Examination examination = new Examination();
    examination.look();
    return examination.diagnosis();
  }

  /**
   * Examines, requests the audience from the registry, and obtains an identity token.
   *
   * @return the diagnosis, with the claims that a registry would really see
   */
  public Diagnosis examineOnline() {
    Examination examination = new Examination();
    examination.lookOnline();
    return examination.diagnosis();
  }

  /** One examination, with what it has found so far. */
  private final class Examination {
    private final List<DoctorFinding> findings = new ArrayList<>();
    private final DetectionReport detection;
    private final Optional<RepositoryTarget> target;
    private final List<Plugin> plugins;
    private Optional<JobIdentity> identity = Optional.empty();
    private Optional<SignatureResult> signature = Optional.empty();

    private Examination() {
      inspection.configurationProblems().forEach(this::configuration);
      detection =
          attempt(inspection::detect)
              .orElse(new DetectionReport(List.of(), Optional.empty(), List.of()));
      errors(detection.problems());
      target = attempt(inspection::target);
      plugins = attempt(inspection::plugins).orElse(List.of());
    }

    private void look() {
      identity = declared().or(() -> JobIdentity.foreseen(environment));
      identity.ifPresent(this::preflight);
      addKnownRejections();
      if (detection.chosen().isPresent() && target.isPresent()) {
        errors(inspection.identityProblems().stream().filter(this::isNew).toList());
      }
    }

    private void addKnownRejections() {
      if (detection.chosen().isEmpty() || target.isEmpty()) {
        return;
      }
      KnownRejections known =
          new KnownRejections(detection.chosen().get(), target.get(), environment);
      Stream<DoctorFinding> ofToken =
          identity
              .filter(job -> job.source() == JobIdentity.Source.TOKEN)
              .map(job -> known.of(job.claims()))
              .orElse(Stream.empty());
      Stream.concat(known.ofCi(), ofToken).forEach(findings::add);
    }

    private boolean isNew(Problem problem) {
      return findings.stream().noneMatch(it -> it.problem().equals(problem));
    }

    private void lookOnline() {
      Optional<IdentityReport> report =
          detection.chosen().isEmpty() || target.isEmpty()
              ? Optional.empty()
              : attempt(() -> inspection.identity(packages.toArray(new String[0])));
      report.ifPresentOrElse(this::look, this::look);
    }

    private void look(IdentityReport report) {
      Claims claims = report.claims();
      signature = Optional.of(report.signature());
      if (report.signature().verdict() == SignatureResult.Verdict.INVALID) {
        errors(report.signature().problem().stream().toList());
      }
      identity = Optional.of(JobIdentity.ofToken(claims));
      Clocks clocks = new Clocks(inspection.now(), "just now");
      boolean fresh = detection.chosen().equals(Optional.of(CiSystem.GITHUB.toString()));
      findings.addAll(fresh ? clocks.checkFresh(claims) : clocks.check(claims));
      identity.ifPresent(this::preflight);
      addKnownRejections();
    }

    private <T> Optional<T> attempt(Supplier<T> action) {
      try {
        return Optional.of(action.get());
      } catch (TrustedPublishingException e) {
        errors(e.problems());
        return Optional.empty();
      }
    }

    private void errors(List<Problem> problems) {
      problems.stream().map(DoctorFinding::error).forEach(findings::add);
    }

    private Diagnosis diagnosis() {
      String repositoryId = target.map(RepositoryTarget::repositoryId).orElse("");
      Optional<AttestationReport> attestation = attestation();
      List<FieldCheck> fields =
          target.isEmpty()
              ? List.of()
              : identity.map(job -> fields(job, repositoryId)).orElse(List.of());
      fields.stream().filter(FieldCheck::isDifferent).map(this::differs).forEach(findings::add);
      new JobSettings(environment, folders)
          .problems()
          .map(DoctorFinding::warning)
          .forEach(findings::add);
      findings.sort(Comparator.comparing(DoctorFinding::severity));
      return new Diagnosis(
          target.map(RepositoryTarget::name).orElse("the registry"),
          detection,
          identity.map(job -> job.claims().presentable()).orElse(Map.of()),
          identity.map(job -> job.source().toString()),
          signature,
          attestation,
          fields,
          findings.stream().distinct().toList(),
          plugins,
          versions());
    }

    private void configuration(Problem problem) {
      boolean others = problem.code().equals(ErrorCode.USAGE_SPI_BROKEN);
      findings.add(others ? DoctorFinding.warning(problem) : DoctorFinding.error(problem));
    }

    /** Declared tokens already exist, with all their claims. */
    private Optional<JobIdentity> declared() {
      Map<String, Claims> tokens = inspection.declaredTokens();
      tokens.forEach((name, claims) ->
          findings.addAll(
              new Clocks(inspection.now(), "in the variable " + SafeText.shown(name))
                  .check(claims)));
      Stream<Claims> fitting = tokens.values().stream().filter(this::isForTarget);
      return fitting
          .findFirst()
          .or(() -> tokens.size() == 1 ? tokens.values().stream().findFirst() : Optional.empty())
          .map(JobIdentity::ofToken);
    }

    private boolean isForTarget(Claims claims) {
      return target
          .filter(meant ->
              claims.audience().stream()
                  .anyMatch(aud ->
                      aud.equals(meant.name()) || aud.startsWith(meant.repositoryId() + ":")))
          .isPresent();
    }

    /**
     * Without a token, what is missing may only be unknown: then certain rejections count alone.
     */
    private void preflight(JobIdentity job) {
      if (target.isEmpty()) {
        return;
      }
      for (Finding finding : inspection.preflight(job.claims())) {
        if (finding.severity() == Finding.Severity.REFUSAL) {
          findings.add(DoctorFinding.error(finding.problem()));
        } else if (job.source() == JobIdentity.Source.TOKEN) {
          findings.add(DoctorFinding.warning(finding.problem()));
        }
      }
    }

    /** In a run, what a caller did not require is only left out. */
    private Optional<AttestationReport> attestation() {
      if (detection.chosen().isEmpty() || target.isEmpty()) {
        return Optional.empty();
      }
      Optional<Claims> claims =
          identity.filter(job -> job.source() == JobIdentity.Source.TOKEN).map(JobIdentity::claims);
      Optional<AttestationReport> report =
          attempt(() -> inspection.attestation(claims)).flatMap(Function.identity());
      report.stream()
          .flatMap(found -> found.findings().stream().map(finding -> explain(found, finding)))
          .flatMap(Optional::stream)
          .filter(finding -> isNew(finding.problem()))
          .forEach(findings::add);
      return report;
    }

    private Optional<DoctorFinding> explain(AttestationReport report, Finding finding) {
      boolean refused = finding.severity() == Finding.Severity.REFUSAL;
      if (report.required() && refused) {
        return Optional.of(DoctorFinding.error(finding.problem()));
      }
      return report.required() || refused
          ? Optional.of(DoctorFinding.warning(finding.problem()))
          : Optional.empty();
    }

    private List<FieldCheck> fields(JobIdentity job, String repositoryId) {
      return job.registration(repositoryId)
          .map(
              presented -> FieldCheck.of(repositoryId, job.ci().orElseThrow(), presented, expected))
          .orElse(List.of());
    }

    private DoctorFinding differs(FieldCheck check) {
      return DoctorFinding.error(
          Problem.of(
                  ErrorCode.EXCHANGE_REGISTRATION_DIFFERS,
                  "This job's " + check.field() + " differs from the expected registration.")
              .found("'" + SafeText.shown(check.presented().orElse("")) + "'")
              .expected(
                  "'" + SafeText.shown(check.expected().orElse("")) + "' (" + check.rule() + ")")
              .remedy("Change the job, or correct the " + check.field() + " at the registry."));
    }

    private Map<String, String> versions() {
      Map<String, String> versions = new LinkedHashMap<>();
      versions.put(
          "trusted-publishing",
          Optional.ofNullable(Doctor.class.getPackage().getImplementationVersion())
              .orElse("development"));
      versions.put(
          "java",
          Runtime.version() + " (" + SafeText.shown(System.getProperty("java.vendor", "?")) + ")");
      versions.put(
          "system",
          SafeText.shown(
              System.getProperty("os.name", "?") + " " + System.getProperty("os.version", "?")));
      return versions;
    }
  }
}
