package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses the identity provider: the one that is at home, or an error that lists every verdict.
 * There is no quiet second choice: a broken identity must never become a different identity.
 */
final class Detections {
  private record Verdict(IdentityProvider provider, Detection detection) {}

  private final List<IdentityProvider> providers;
  private final Optional<String> chosenId;

  Detections(List<IdentityProvider> providers, Optional<String> chosenId) {
    this.providers = providers;
    this.chosenId = chosenId;
  }

  IdentityProvider choose(CiEnvironment environment, AuditTrail trail) {
    List<Verdict> verdicts = new ArrayList<>();
    for (IdentityProvider provider : candidates()) {
      Detection detection = provider.detect(environment);
      trail.record(event(provider, detection));
      verdicts.add(new Verdict(provider, detection));
    }
    List<Verdict> available =
        verdicts.stream().filter(v -> v.detection instanceof Detection.Available).toList();
    if (available.size() == 1) {
      return available.get(0).provider;
    }
    throw TrustedPublishingException.during(
            Stage.OBTAIN, available.isEmpty() ? nobody(verdicts) : ambiguous(available))
        .build();
  }

  private List<IdentityProvider> candidates() {
    if (chosenId.isEmpty()) {
      return providers;
    }
    String id = chosenId.get();
    return providers.stream()
        .filter(provider -> provider.id().equals(id))
        .findFirst()
        .map(List::of)
        .orElseThrow(() -> TrustedPublishingException.during(Stage.OBTAIN, unknown(id)).build());
  }

  private Problem unknown(String id) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, "There is no identity provider '" + id + "'.")
        .found(providers.isEmpty() ? "no identity provider at all" : names(providers))
        .wanted("one of those that were found")
        .remedy(
            "Name another provider, or add the jar that brings '" + id + "' to the class path.");
  }

  private static Problem ambiguous(List<Verdict> available) {
    String names = names(available.stream().map(Verdict::provider).toList());
    return Problem.of(
            ErrorCode.IDENTITY_AMBIGUOUS, "More than one CI system could give an identity token.")
        .found(names)
        .wanted("exactly one, so that it is clear who publishes")
        .remedy(
            "Say which one: identityProvider(\"...\") in Java, --identity-provider on the command line.");
  }

  private Problem nobody(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      if (verdict.detection instanceof Detection.Misconfigured misconfigured) {
        return misconfigured.problem();
      }
    }
    String lookedFor =
        verdicts.stream()
            .map(v -> v.provider.id() + " (looked for " + lookedFor(v.detection) + ")")
            .collect(Collectors.joining(", "));
    return Problem.of(
            ErrorCode.IDENTITY_NONE_DETECTED,
            "No CI system was found that could say who is publishing.")
        .found(
            verdicts.isEmpty() ? "no identity provider on the class path" : "none of " + lookedFor)
        .wanted("a job on a CI system that issues OIDC identity tokens")
        .remedy(
            "Run this in a CI job. Trusted publishing does not work from a developer's machine, because"
                + " nobody vouches for it there.");
  }

  private static String lookedFor(Detection detection) {
    return detection instanceof Detection.Absent absent ? absent.lookedFor() : "nothing";
  }

  private static String names(List<IdentityProvider> providers) {
    return providers.stream().map(IdentityProvider::id).sorted().collect(Collectors.joining(", "));
  }

  private static AuditEvent event(IdentityProvider provider, Detection detection) {
    if (detection instanceof Detection.Available available) {
      return new AuditEvent.ProviderDetected(provider.id(), "available", available.system());
    }
    if (detection instanceof Detection.Misconfigured misconfigured) {
      return new AuditEvent.ProviderDetected(
          provider.id(), "misconfigured", misconfigured.problem().what());
    }
    return new AuditEvent.ProviderDetected(
        provider.id(), "absent", "looked for " + lookedFor(detection));
  }
}
