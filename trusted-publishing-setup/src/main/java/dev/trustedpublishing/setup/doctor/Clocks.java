package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.identity.Claims;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the clock of this machine with the times in an identity token.
 *
 * @param now the local time
 * @param place the source of the token, as a part of a sentence
 */
record Clocks(Instant now, String place) {
  /** Registries allow as much (Warehouse, oidc/services.py). */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** For a token that may have been issued long ago, such as GitLab's. */
  List<DoctorFinding> check(Claims claims) {
    List<DoctorFinding> findings = new ArrayList<>();
    claims
        .issuedAt()
        .filter(issued -> issued.isAfter(now.plus(LEEWAY)))
        .ifPresent(issued -> findings.add(DoctorFinding.error(skew(issued, "behind"))));
    claims
        .expiresAt()
        .filter(expiry -> !expiry.isAfter(now))
        .ifPresent(expiry -> findings.add(DoctorFinding.error(expired(expiry))));
    return findings;
  }

  /** For a token that was issued just now. */
  List<DoctorFinding> checkFresh(Claims claims) {
    List<DoctorFinding> findings = new ArrayList<>(check(claims));
    claims
        .issuedAt()
        .filter(issued -> issued.isBefore(now.minus(LEEWAY)))
        .ifPresent(issued -> findings.add(DoctorFinding.warning(skew(issued, "ahead of"))));
    return findings;
  }

  private Problem skew(Instant issued, String direction) {
    return Problem.of(
            ErrorCode.IDENTITY_CLOCK_SKEW,
            "The clock of this machine is " + direction + " that of the CI system.")
        .found(
            "a token issued at "
                + issued
                + " "
                + place
                + "; the local time is "
                + now.truncatedTo(ChronoUnit.SECONDS))
        .expected("clocks that differ by at most " + LEEWAY.toSeconds() + " s")
        .remedy("Set the clock of this machine (NTP).");
  }

  private Problem expired(Instant expiry) {
    return Problem.of(ErrorCode.IDENTITY_EXPIRED, "The identity token " + place + " has expired.")
        .found(
            "valid until " + expiry + "; the local time is " + now.truncatedTo(ChronoUnit.SECONDS))
        .expected("a token that is valid now")
        .remedy("Publish earlier in the job, in a separate job, or with a longer timeout.");
  }
}
