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
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.IdentityReport;
import dev.trustedpublishing.core.report.SignatureResult;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registration;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Examines a job: its CI system, its identity, whether it matches the registration, and other
 * problems. Without network, unless {@link #examineOnline} is asked for, which obtains an identity
 * token and lets it go; nothing is exchanged in either case.
 *
 * <pre>{@code
 * Diagnosis diagnosis = Doctor.of(inspection, System.getenv()).examine();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class Doctor {
  private final JobInspection inspection;
  private final CiEnvironment environment;
  private final List<Path> folders;
  private final Registration expected;
  private final List<String> packages;
  private final Clock clock;

  private Doctor(
      JobInspection inspection,
      CiEnvironment environment,
      List<Path> folders,
      Registration expected,
      List<String> packages,
      Clock clock) {
    this.inspection = inspection;
    this.environment = environment;
    this.folders = folders;
    this.expected = expected;
    this.packages = packages;
    this.clock = clock;
  }

  /**
   * Creates a doctor that checks the user's home folder and expects no registration.
   *
   * @param inspection configured as for publishing; it stays the caller's to close
   * @param environment the job's variables, the same as the inspection's
   * @return the doctor
   */
  public static Doctor of(JobInspection inspection, Map<String, String> environment) {
    CiEnvironment variables = CiEnvironment.of(environment);
    List<Path> home =
        variables.get("HOME").or(() -> variables.get("USERPROFILE")).map(Path::of).stream()
            .toList();
    return new Doctor(
        inspection, variables, home, new Registration(Map.of()), List.of(), Clock.systemUTC());
  }

  /**
   * Looks for files with secrets in a further folder, such as the project's.
   *
   * @param folder the folder
   * @return the changed doctor
   */
  public Doctor lookingAt(Path folder) {
    List<Path> more = Stream.concat(folders.stream(), Stream.of(folder)).toList();
    return new Doctor(inspection, environment, more, expected, packages, clock);
  }

  /**
   * Compares the job with what is expected to be registered.
   *
   * @param registration the fields that are known
   * @return the changed doctor
   */
  public Doctor expecting(Registration registration) {
    return new Doctor(inspection, environment, folders, registration, packages, clock);
  }

  /**
   * Sets the packages, for registries that give a token for one package (npm).
   *
   * @param names the packages
   * @return the changed doctor
   */
  public Doctor packages(List<String> names) {
    return new Doctor(inspection, environment, folders, expected, List.copyOf(names), clock);
  }

  /**
   * Replaces the clock.
   *
   * @param replacement the clock
   * @return the changed doctor
   */
  public Doctor clock(Clock replacement) {
    return new Doctor(inspection, environment, folders, expected, packages, replacement);
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
   * Examines, asks the registry for its audience, and obtains an identity token.
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
    private final Instant now = clock.instant();
    private final DetectionReport detection;
    private final Optional<RepositoryTarget> target;
    private Optional<JobIdentity> identity = Optional.empty();
    private Optional<SignatureResult> signature = Optional.empty();

    private Examination() {
      inspection.configurationProblems().forEach(this::configuration);
      detection = detect();
      target = target();
    }

    private void look() {
      identity = declared().or(() -> JobIdentity.foreseen(environment));
      identity.ifPresent(this::preflight);
    }

    private void lookOnline() {
      if (detection.chosen().isEmpty() || target.isEmpty()) {
        look();
        return;
      }
      try {
        IdentityReport report = inspection.identity(packages.toArray(new String[0]));
        Claims claims = report.claims();
        signature = Optional.of(report.signature());
        if (report.signature().verdict() == SignatureResult.Verdict.INVALID) {
          report.signature().problem().map(DoctorFinding::error).ifPresent(findings::add);
        }
        identity = Optional.of(JobIdentity.ofToken(claims));
        Clocks clocks = new Clocks(now, "just now");
        boolean fresh = detection.chosen().get().equals(CiSystem.GITHUB.id());
        findings.addAll(fresh ? clocks.checkFresh(claims) : clocks.check(claims));
        identity.ifPresent(this::preflight);
      } catch (TrustedPublishingException e) {
        e.problems().stream().map(DoctorFinding::error).forEach(findings::add);
        look();
      }
    }

    private Diagnosis diagnosis() {
      String repositoryId = target.map(RepositoryTarget::repositoryId).orElse("");
      List<FieldCheck> fields =
          target.isEmpty()
              ? List.of()
              : identity.map(job -> fields(job, repositoryId)).orElse(List.of());
      fields.stream().filter(FieldCheck::isDifferent).map(this::differs).forEach(findings::add);
      findings.addAll(new StoredSecrets(environment, folders).findings());
      findings.addAll(new NetworkSettings(environment).findings());
      findings.sort(Comparator.comparing(DoctorFinding::severity));
      return new Diagnosis(
          target.map(RepositoryTarget::name).orElse("the registry"),
          detection,
          identity.map(job -> job.claims().presentable()).orElse(Map.of()),
          identity.map(job -> job.source().toString()),
          signature,
          fields,
          findings.stream().distinct().toList(),
          versions());
    }

    private void configuration(Problem problem) {
      boolean others = problem.code().equals(ErrorCode.USAGE_SPI_BROKEN);
      findings.add(others ? DoctorFinding.warning(problem) : DoctorFinding.error(problem));
    }

    private DetectionReport detect() {
      DetectionReport report;
      try {
        report = inspection.detect();
      } catch (TrustedPublishingException e) {
        report = new DetectionReport(List.of(), Optional.empty(), e.problems());
      }
      report.problems().stream().map(DoctorFinding::error).forEach(findings::add);
      return report;
    }

    /** What can't be resolved was found as a problem of the configuration. */
    private Optional<RepositoryTarget> target() {
      try {
        return Optional.of(inspection.target());
      } catch (TrustedPublishingException e) {
        e.problems().stream().map(DoctorFinding::error).forEach(findings::add);
        return Optional.empty();
      }
    }

    /** Tokens that the job declared are there already, with everything that they will say. */
    private Optional<JobIdentity> declared() {
      Map<String, Claims> tokens = inspection.declaredTokens();
      tokens.forEach((name, claims) ->
          findings.addAll(
              new Clocks(now, "in the variable " + SafeText.shown(name)).check(claims)));
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

    private List<FieldCheck> fields(JobIdentity job, String repositoryId) {
      return job.registration(repositoryId)
          .map(presented ->
              new Comparison(repositoryId, job.ci().orElseThrow()).of(presented, expected))
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
