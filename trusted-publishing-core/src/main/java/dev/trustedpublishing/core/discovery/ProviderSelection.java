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
import dev.trustedpublishing.core.retry.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects the identity provider: a supplied token, the named provider, or the one that detects its
 * CI system; otherwise fails with the result of every provider. There is no silent fallback: a
 * broken identity must never become a different identity.
 */
public final class ProviderSelection {
  private record Verdict(IdentityProvider provider, Detection detection) {
    private boolean isAvailable() {
      return detection instanceof Detection.Available;
    }

    private boolean isHere() {
      return !(detection instanceof Detection.Absent);
    }

    private DetectionReport.Verdict published() {
      return new DetectionReport.Verdict(provider.id(), detection);
    }
  }

  private final CiEnvironment environment;
  private final Optional<String> named;
  private final boolean carried;
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * Runs the detection of every provider.
   *
   * @param providers the discovered providers, in order
   * @param named the id of the selected provider
   * @param handCarried the supplied token
   * @param environment the job's variables
   */
  public ProviderSelection(
      List<IdentityProvider> providers,
      Optional<String> named,
      Optional<SuppliedTokenProvider> handCarried,
      CiEnvironment environment) {
    this.environment = environment;
    this.named = named;
    this.carried = handCarried.isPresent();
    Stream.concat(handCarried.stream(), providers.stream())
        .map(provider -> new Verdict(provider, detect(provider)))
        .forEach(verdicts::add);
  }

  private Detection detect(IdentityProvider provider) {
    try {
      return provider.detect(environment);
    } catch (RuntimeException e) {
      throw Failure.bug(Stage.OBTAIN, "detection by " + provider.id(), e);
    }
  }

  /** Returns the selection, or fails; records an event per result. */
  public IdentityProvider choose(AuditTrail trail) {
    for (Verdict verdict : verdicts) {
      DetectionReport.Verdict shown = verdict.published();
      trail.record(new AuditEvent.ProviderDetected(shown.provider(), shown.word(), shown.detail()));
    }
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, problems).build();
    }
    return available().get(0).provider;
  }

  public DetectionReport report() {
    List<Problem> problems = problems();
    return new DetectionReport(
        verdicts.stream().map(Verdict::published).toList(),
        problems.isEmpty() ? Optional.of(available().get(0).provider.id()) : Optional.empty(),
        problems);
  }

  /** The detected CI systems, independent of the selection. */
  public List<IdentityProvider> here() {
    return verdicts.stream().filter(Verdict::isHere).map(Verdict::provider).toList();
  }

  private List<Problem> problems() {
    if (carried && named.isPresent()) {
      return List.of(bothConfigured(named.get()));
    }
    if (named.isPresent() && candidates().isEmpty()) {
      return List.of(unknown(named.get()));
    }
    return switch (available().size()) {
      case 0 -> nobody();
      case 1 -> List.of();
      default -> List.of(ambiguous());
    };
  }

  private List<Verdict> available() {
    return candidates().stream().filter(Verdict::isAvailable).toList();
  }

  private List<Verdict> candidates() {
    if (carried) {
      return verdicts.subList(0, 1);
    }
    return verdicts.stream()
        .filter(verdict -> named.isEmpty() || verdict.provider.id().equals(named.get()))
        .toList();
  }

  private static Problem bothConfigured(String id) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "Both an identity token and an identity provider are configured.")
        .found("a supplied identity token, and the identity provider '" + id + "'")
        .expected("one of them")
        .remedy("Remove one of the two.");
  }

  private Problem unknown(String id) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "Unknown identity provider '" + SafeText.shown(id) + "'.")
        .found(verdicts.isEmpty() ? "no identity providers" : names(verdicts))
        .expected("one of the identity providers that were found")
        .remedy(
            "Name another provider, or add the jar of '"
                + SafeText.shown(id)
                + "' to the class path.");
  }

  private Problem ambiguous() {
    return Problem.of(ErrorCode.IDENTITY_AMBIGUOUS, "More than one CI system was detected.")
        .found(names(available()))
        .expected("exactly one, so that the publisher is unambiguous")
        .remedy(
            "Select one: identityProvider(\"...\") in Java, --identity-provider on the command"
                + " line.");
  }

  private List<Problem> nobody() {
    List<Problem> misconfigured =
        candidates().stream()
            .map(Verdict::detection)
            .filter(Detection.Misconfigured.class::isInstance)
            .map(detection -> ((Detection.Misconfigured) detection).problem())
            .toList();
    if (misconfigured.isEmpty()) {
      return List.of(here().isEmpty() ? noneDetected() : notTheNamedOne());
    }
    return misconfigured;
  }

  /** Another CI system is present, so a stored credential must not be used either. */
  private Problem notTheNamedOne() {
    String expected = SafeText.shown(named.orElseThrow());
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "The identity provider '"
                + expected
                + "' was selected, but this job does not run on its CI system.")
        .found(names(verdicts.stream().filter(Verdict::isHere).toList()))
        .expected("'" + expected + "'")
        .remedy("Remove the selection, or select the detected provider.");
  }

  private Problem noneDetected() {
    List<UnsupportedCi> others = UnsupportedCi.in(environment);
    return Problem.of(ErrorCode.IDENTITY_NONE_DETECTED, "No supported CI environment detected.")
        .found(found(others))
        .expected("a job on a CI system that issues OIDC identity tokens")
        .remedy(remedy(others));
  }

  private String found(List<UnsupportedCi> others) {
    if (!others.isEmpty()) {
      return others.stream().map(UnsupportedCi::title).collect(Collectors.joining(", "));
    }
    String lookedFor =
        candidates().stream()
            .map(verdict -> verdict.provider.id() + " (" + verdict.published().detail() + ")")
            .collect(Collectors.joining(", "));
    return lookedFor.isEmpty() ? "no identity provider on the class path" : "none of " + lookedFor;
  }

  private String remedy(List<UnsupportedCi> others) {
    List<String> advice = new ArrayList<>();
    others.stream().map(UnsupportedCi::advice).forEach(advice::add);
    // Never used implicitly: a variable that happens to be set must not decide who publishes.
    environment.names().stream()
        .filter(name -> name.endsWith("_ID_TOKEN") && environment.get(name).isPresent())
        .map(name ->
            SafeText.shown(name)
                + " is set; to use it, pass it: identityToken("
                + "TokenSource.variable(\""
                + SafeText.shown(name)
                + "\"))")
        .forEach(advice::add);
    if (advice.isEmpty()) {
      advice.add(
          "Run this in a CI job. Trusted publishing needs an OIDC identity token, which only a CI"
              + " job can request.");
    }
    return String.join("\n", advice);
  }

  private static String names(List<Verdict> verdicts) {
    return verdicts.stream().map(v -> v.provider.id()).sorted().collect(Collectors.joining(", "));
  }
}
