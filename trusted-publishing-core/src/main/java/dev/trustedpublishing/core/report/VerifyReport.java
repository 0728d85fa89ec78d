package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link dev.trustedpublishing.core.TrustedPublisher#verify} did. Its existence means that the
 * registration works. Immutable.
 *
 * @param runId the run, as in its audit trail
 * @param target the registry
 * @param exchanges the exchanges, at least one
 * @param certificate what attestations would be signed with; empty unless they are required and
 *     there is an attestor
 * @param warnings the warnings of the run
 * @param duration the duration of the run
 */
public record VerifyReport(
    String runId,
    RepositoryTarget target,
    List<Exchange> exchanges,
    Optional<Certificate> certificate,
    List<Problem> warnings,
    Duration duration) {

  /**
   * One exchange, and the revocation of its API token.
   *
   * @param scope the registry's or the package's name
   * @param provider the id of the identity provider
   * @param expiresAt when the API token would have expired
   * @param revocation the result
   * @param signature whether the issuer of the identity token signed it
   */
  public record Exchange(
      String scope,
      String provider,
      Instant expiresAt,
      Revocation revocation,
      SignatureResult signature) {}

  /**
   * A certificate for the identity of the job, which the signing service issued. Nothing was signed
   * with it.
   *
   * @param attestor the id of the attestor
   * @param expiresAt until when it could be used
   */
  public record Certificate(String attestor, Instant expiresAt) {}

  /** Copies the lists. */
  public VerifyReport {
    exchanges = List.copyOf(exchanges);
    warnings = List.copyOf(warnings);
  }

  /**
   * Returns the report for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string, number or list of maps; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = ReportDocument.of(runId, target);
    members.put("exchanges", exchanges.stream().map(VerifyReport::attributes).toList());
    certificate.ifPresent(issued -> members.put("certificate", attributes(issued)));
    members.put("warnings", warnings.stream().map(ReportDocument::of).toList());
    members.put("duration_ms", duration.toMillis());
    return members;
  }

  private static Map<String, Object> attributes(Certificate certificate) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attestor", SafeText.shown(certificate.attestor()));
    members.put("expires_at", certificate.expiresAt().toString());
    return members;
  }

  private static Map<String, Object> attributes(Exchange exchange) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("scope", SafeText.shown(exchange.scope()));
    members.put("provider", exchange.provider());
    members.put("expires_at", exchange.expiresAt().toString());
    members.put("revocation", ReportDocument.of(exchange.revocation()));
    members.put("signature", exchange.signature().attributes());
    return members;
  }
}
