package dev.trustedpublishing.repository.pypi.attestation;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.pypi.distribution.Attestation;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attestation that a file was published by a trusted publisher (PEP 740), made by this run. */
public final class PublishAttestation {
  private static final String TYPE = "https://docs.pypi.org/attestations/publish/v1";
  private static final String GITLAB = "https://gitlab.com";
  private static final String ACTIVE_STATE = "https://platform.activestate.com/api/v1/oauth/oidc";

  private PublishAttestation() {}

  /** The statement about a file (pypi-attestations, Attestation.sign). */
  public static String statement(Artifact artifact, Json json) {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("name", artifact.filename());
    subject.put("digest", Map.of("sha256", artifact.file().sha256()));
    Map<String, @Nullable Object> statement = new LinkedHashMap<>();
    statement.put("_type", "https://in-toto.io/Statement/v1");
    statement.put("subject", List.of(subject));
    statement.put("predicateType", TYPE);
    statement.put("predicate", null);
    return text(json, statement);
  }

  /** PyPI's form of a Sigstore bundle (pypi-attestations, Attestation.from_bundle). */
  public static Attestation of(JsonObject bundle, Json json) {
    JsonObject material = required(bundle, "verificationMaterial");
    JsonObject envelope = required(bundle, "dsseEnvelope");
    Map<String, Object> verification = new LinkedHashMap<>();
    verification.put("certificate", required(material, "certificate").requireText("rawBytes"));
    verification.put(
        "transparency_entries",
        material.objects("tlogEntries").stream().map(JsonObject::members).toList());
    Map<String, Object> signed = new LinkedHashMap<>();
    signed.put("statement", envelope.requireText("payload"));
    signed.put("signature", envelope.objects("signatures").get(0).requireText("sig"));
    Map<String, Object> attestation = new LinkedHashMap<>();
    attestation.put("version", 1);
    attestation.put("verification_material", verification);
    attestation.put("envelope", signed);
    return new Attestation(TYPE, text(json, attestation));
  }

  private static JsonObject required(JsonObject object, String name) {
    return object.object(name).orElseThrow(() -> new JsonException("'" + name + "' is missing"));
  }

  private static String text(Json json, Map<String, ?> object) {
    return new String(json.write(object), StandardCharsets.UTF_8);
  }

  /** The jobs whose attestations PyPI rejects although it accepts their uploads. */
  public static List<Finding> findings(Claims claims) {
    List<Finding> findings = new ArrayList<>();
    String issuer = claims.issuer().orElse("");
    GitHubClaims.of(claims)
        .filter(GitHubClaims::isReusableWorkflow)
        .ifPresent(job -> findings.add(reusableWorkflow(job)));
    if (GitLabClaims.of(claims).isPresent() && !issuer.equals(GITLAB)) {
      findings.add(
          unsupported(
              "PyPI accepts attestations from gitlab.com only, not from self-managed GitLab.",
              issuer,
              GITLAB));
    }
    if (issuer.equals(ACTIVE_STATE)) {
      findings.add(
          unsupported(
              "PyPI accepts no attestations from ActiveState.",
              issuer,
              "GitHub Actions, gitlab.com, or Google Cloud"));
    }
    return findings;
  }

  /**
   * The token exchange compares the file that defines the job, the attestation the one that was
   * started (Warehouse, attestations/services.py; pypi-attestations, GitHubPublisher).
   */
  private static Finding reusableWorkflow(GitHubClaims job) {
    String calling = SafeText.shown(job.workflow().orElseThrow().path());
    String called = SafeText.shown(job.jobWorkflow().orElseThrow().path());
    return Finding.refusal(
        Problem.of(
                ErrorCode.PUBLISH_ATTESTATION_REJECTED,
                "PyPI rejects attestations from a reusable workflow.")
            .found("the job is defined in " + called + ", and was called by " + calling)
            .expected("a job that is defined in the workflow that was started")
            .remedy(
                "Move the job that publishes to "
                    + calling
                    + ", and register that file as the publisher. Or publish without attestations:"
                    + " --attestations none."));
  }

  private static Finding unsupported(String what, String issuer, String expected) {
    return Finding.refusal(
        Problem.of(ErrorCode.PUBLISH_ATTESTATION_REJECTED, what)
            .found("issuer " + SafeText.shown(issuer))
            .expected(expected)
            .remedy("Publish without attestations: --attestations none."));
  }
}
