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
 * Chooses the identity provider: a token that was carried in, the provider that was named, or the
 * one that is at home; else an error that lists every verdict. There is no quiet second choice: a
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
   * Asks every provider.
   *
   * @param providers those that were found, in order
   * @param named the id of the one that was named
   * @param handCarried the token that was carried in
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

  /** The choice, or an error; an event for each verdict. */
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

  /** The CI systems that are here, whoever gives the identity. */
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
        .found("an identity token that is carried in, and the identity provider '" + id + "'")
        .expected("one of them")
        .remedy("Leave out the provider if the token is meant, or the token if the provider is.");
  }

  private Problem unknown(String id) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "There is no identity provider '" + SafeText.shown(id) + "'.")
        .found(verdicts.isEmpty() ? "no identity provider at all" : names(verdicts))
        .expected("one of those that were found")
        .remedy(
            "Name another provider, or add the jar that brings '"
                + SafeText.shown(id)
                + "' to the class path.");
  }

  private Problem ambiguous() {
    return Problem.of(
            ErrorCode.IDENTITY_AMBIGUOUS, "More than one CI system could give an identity token.")
        .found(names(available()))
        .expected("exactly one, so that it is clear who publishes")
        .remedy(
            "Say which one: identityProvider(\"...\") in Java, --identity-provider on the command line.");
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

  /** Another CI system is present, so this is no case for a stored credential either. */
  private Problem notTheNamedOne() {
    String expected = SafeText.shown(named.orElseThrow());
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "The identity provider '" + expected + "' was named, but this job runs elsewhere.")
        .found(names(verdicts.stream().filter(Verdict::isHere).toList()))
        .expected("'" + expected + "'")
        .remedy("Leave the name of the provider out, or name the one that is here.");
  }

  private Problem noneDetected() {
    List<UnsupportedCi> others = UnsupportedCi.in(environment);
    return Problem.of(
            ErrorCode.IDENTITY_NONE_DETECTED,
            "No CI system was found that could say who is publishing.")
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
    // Never used unasked: who publishes is not decided by a variable that happens to be there.
    environment.names().stream()
        .filter(name -> name.endsWith("_ID_TOKEN") && environment.get(name).isPresent())
        .map(name ->
            SafeText.shown(name)
                + " is set; to use it, hand it over: identityToken("
                + "TokenSource.variable(\""
                + SafeText.shown(name)
                + "\"))")
        .forEach(advice::add);
    if (advice.isEmpty()) {
      advice.add(
          "Run this in a CI job. Trusted publishing does not work from a developer's machine, because"
              + " nobody vouches for it there.");
    }
    return String.join("\n", advice);
  }

  private static String names(List<Verdict> verdicts) {
    return verdicts.stream().map(v -> v.provider.id()).sorted().collect(Collectors.joining(", "));
  }
}
