package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.identity.SuppliedTokenProvider;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.DetectionReport.Verdict;
import dev.trustedpublishing.core.retry.Failure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects the identity provider: a supplied token, the named provider, or the one that detects its
 * CI system; otherwise fails with the result of every provider. There is no silent fallback: a
 * broken identity must never become a different identity. A machine, such as one of Google Cloud,
 * identifies a job only if no CI system does.
 */
public final class ProviderSelection {
  private record Candidate(IdentityProvider provider, Verdict verdict) {
    boolean isHere() {
      return !(verdict.detection() instanceof Detection.Absent);
    }

    boolean isOfMachine() {
      return KnownPlugin.isOfMachine(provider.id());
    }
  }

  private final CiEnvironment environment;
  private final Optional<String> named;
  private final boolean supplied;
  private final List<Candidate> all;

  /** Without machines, if there is a CI system. */
  private final List<Candidate> possible;

  private final List<Candidate> candidates;
  private final List<Candidate> available;

  /**
   * Runs the detection of every provider.
   *
   * @param providers the discovered providers, in order
   * @param named the id of the selected provider
   * @param suppliedToken the supplied token
   * @param environment the job's variables
   */
  public ProviderSelection(
      List<IdentityProvider> providers,
      Optional<String> named,
      Optional<SuppliedTokenProvider> suppliedToken,
      CiEnvironment environment) {
    this.environment = environment;
    this.named = named;
    this.supplied = suppliedToken.isPresent();
    this.all =
        Stream.<IdentityProvider>concat(suppliedToken.stream(), providers.stream())
            .map(provider -> new Candidate(provider, verdict(provider, environment)))
            .toList();
    boolean machines = supplied || named.isPresent() || !isOnCi();
    this.possible = all.stream().filter(each -> machines || !each.isOfMachine()).toList();
    this.candidates =
        supplied
            ? all.subList(0, 1)
            : possible.stream()
                .filter(each -> named.isEmpty() || each.verdict.provider().equals(named.get()))
                .toList();
    this.available =
        candidates.stream()
            .filter(each -> each.verdict.detection() instanceof Detection.Available)
            .toList();
  }

  private static Verdict verdict(IdentityProvider provider, CiEnvironment environment) {
    try {
      return new Verdict(provider.id(), provider.detect(environment));
    } catch (RuntimeException e) {
      throw Failure.bug(Stage.OBTAIN, "detection by " + provider.id(), e);
    }
  }

  /** Returns the selection, or fails; records an event per result. */
  public IdentityProvider choose(AuditTrail trail) {
    for (Candidate each : all) {
      Verdict verdict = each.verdict;
      trail.record(
          new AuditEvent.ProviderDetected(verdict.provider(), verdict.word(), verdict.detail()));
    }
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, problems).build();
    }
    return available.get(0).provider;
  }

  public DetectionReport report() {
    List<Problem> problems = problems();
    return new DetectionReport(
        all.stream().map(Candidate::verdict).toList(),
        problems.isEmpty() ? Optional.of(available.get(0).provider.id()) : Optional.empty(),
        problems);
  }

  /** The detected CI systems, independent of the selection. */
  public List<IdentityProvider> detected() {
    return here().map(Candidate::provider).toList();
  }

  private Stream<Candidate> here() {
    return possible.stream().filter(Candidate::isHere);
  }

  /** Also if its provider is missing: the machine must not publish in place of the job. */
  private boolean isOnCi() {
    return all.stream().anyMatch(each -> each.isHere() && !each.isOfMachine())
        || missing().isPresent();
  }

  private Optional<KnownPlugin> missing() {
    return KnownPlugin.missingIn(environment, all.stream().map(e -> e.provider.id()).toList());
  }

  private List<Problem> problems() {
    if (supplied && named.isPresent()) {
      return List.of(
          invalid("Both an identity token and an identity provider are configured.")
              .found("a supplied identity token, and the identity provider '" + named.get() + "'")
              .expected("one of them")
              .remedy("Remove one of the two."));
    }
    if (named.isPresent() && candidates.isEmpty()) {
      return List.of(unknown(SafeText.shown(named.get())));
    }
    return switch (available.size()) {
      case 0 -> noneAvailable();
      case 1 -> List.of();
      default ->
          List.of(
              Problem.of(ErrorCode.IDENTITY_AMBIGUOUS, "More than one CI system was detected.")
                  .found(names(available.stream()))
                  .expected("exactly one, so that the publisher is unambiguous")
                  .remedy(
                      "Select one: identityProvider(\"...\") in Java, --identity-provider on the"
                          + " command line."));
    };
  }

  private Problem unknown(String id) {
    return invalid("Unknown identity provider '" + id + "'.")
        .found(all.isEmpty() ? "no identity providers" : names(all.stream()))
        .expected("one of the identity providers that were found")
        .remedy("Name another provider. Otherwise: " + KnownPlugin.add("the jar of '" + id + "'"));
  }

  private List<Problem> noneAvailable() {
    List<Problem> misconfigured =
        candidates.stream()
            .map(each -> each.verdict.detection())
            .filter(Detection.Misconfigured.class::isInstance)
            .map(detection -> ((Detection.Misconfigured) detection).problem())
            .toList();
    if (!misconfigured.isEmpty()) {
      return misconfigured;
    }
    if (here().findAny().isEmpty()) {
      return List.of(noneDetected());
    }
    // Another CI system is present, so a stored credential must not be used either.
    String expected = SafeText.shown(named.orElseThrow());
    return List.of(
        invalid(
                "The identity provider '"
                    + expected
                    + "' was selected, but this job does not run on its CI system.")
            .found(names(here()))
            .expected("'" + expected + "'")
            .remedy("Remove the selection, or select the detected provider."));
  }

  private Problem noneDetected() {
    Optional<KnownPlugin> missing = missing();
    if (missing.isPresent() && !supplied) {
      return missing(missing.get());
    }
    List<UnsupportedCi> others = UnsupportedCi.in(environment);
    return Problem.of(ErrorCode.IDENTITY_NONE_DETECTED, "No supported CI environment detected.")
        .found(found(others))
        .expected("a job on a CI system that issues OIDC identity tokens")
        .remedy(remedy(others));
  }

  private static Problem missing(KnownPlugin provider) {
    return Problem.of(
            ErrorCode.IDENTITY_NONE_DETECTED, "The identity provider of this CI system is missing.")
        .found(
            provider.variable()
                + "=true, but no identity provider '"
                + provider.id()
                + "' on the class path")
        .expected("the identity provider '" + provider.id() + "'")
        .remedy(provider.remedy());
  }

  private String found(List<UnsupportedCi> others) {
    if (!others.isEmpty()) {
      return others.stream().map(UnsupportedCi::title).collect(Collectors.joining(", "));
    }
    return candidates.isEmpty()
        ? "no identity provider on the class path"
        : candidates.stream()
            .map(each -> each.provider.id() + " (" + each.verdict.detail() + ")")
            .collect(Collectors.joining(", ", "none of ", ""));
  }

  private String remedy(List<UnsupportedCi> others) {
    // Never used implicitly: a variable that happens to be set must not decide who publishes.
    Stream<String> variables =
        environment.names().stream()
            .filter(name -> name.endsWith("_ID_TOKEN") && environment.get(name).isPresent())
            .map(SafeText::shown)
            .map(name ->
                name
                    + " is set; to use it, pass it: identityToken(TokenSource.variable(\""
                    + name
                    + "\"))");
    String advice =
        Stream.concat(others.stream().map(UnsupportedCi::advice), variables)
            .collect(Collectors.joining("\n"));
    return advice.isEmpty()
        ? "Run this in a CI job. Trusted publishing needs an OIDC identity token, which only a CI"
            + " job can request."
        : advice;
  }

  private static Problem.Description invalid(String what) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, what);
  }

  private static String names(Stream<Candidate> candidates) {
    return candidates.map(c -> c.provider.id()).sorted().collect(Collectors.joining(", "));
  }
}
