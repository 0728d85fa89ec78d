package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.identity.Claims;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identity in a certificate (Fulcio, its list of object identifiers): it must be that of the
 * token.
 *
 * @param certificate the certificate
 */
record CertifiedIdentity(X509Certificate certificate) {
  private static final String ARC = "1.3.6.1.4.1.57264.1.";
  private static final int ISSUER = 8;
  private static final String SERVER = "https://github.com/";
  private static final String GITHUB = "https://token.actions.githubusercontent.com";

  /** Claims that are in an extension without change, by the extension's number. */
  private static final Map<Integer, String> COMMON = Map.of(13, "sha", 24, "sub");

  private static final Map<Integer, String> OF_GITHUB =
      Map.of(
          10, "job_workflow_sha",
          11, "runner_environment",
          14, "ref",
          15, "repository_id",
          17, "repository_owner_id",
          19, "workflow_sha",
          20, "event_name",
          22, "repository_visibility");

  private static final Map<Integer, String> URLS_OF_GITHUB =
      Map.of(9, "job_workflow_ref", 12, "repository", 18, "workflow_ref");

  private static final Map<Integer, String> URLS_OF_GITLAB =
      Map.of(9, "ci_config_ref_uri", 18, "ci_config_ref_uri");

  private static final Map<Integer, String> OF_GITLAB =
      Map.of(15, "project_id", 17, "namespace_id", 22, "project_visibility");

  void check(Claims claims) {
    String issuer = claims.issuer().orElse("");
    require(ISSUER, Optional.of(issuer), extension(ISSUER).or(() -> Optional.of("")));
    compare(COMMON, "", claims);
    String subject = subject();
    Optional<String> workflow = claims.text("job_workflow_ref");
    Optional<String> pipeline = claims.text("ci_config_ref_uri");
    if (workflow.isPresent()) {
      String server = checkSubject(subject, workflow.get());
      if ((issuer.equals(GITHUB) || issuer.startsWith(GITHUB + "/")) && !server.equals(SERVER)) {
        throw Untrusted.certificate("the subject '%s'".formatted(subject), "one at " + SERVER);
      }
      compare(OF_GITHUB, "", claims);
      compare(URLS_OF_GITHUB, server, claims);
    } else if (pipeline.isPresent()) {
      String server = checkSubject(subject, pipeline.get());
      if (!server.equals("https://")) {
        throw Untrusted.certificate("the subject '%s'".formatted(subject), "one without a prefix");
      }
      compare(OF_GITLAB, "", claims);
      compare(URLS_OF_GITLAB, "https://", claims);
    } else if (claims.text("email").isPresent() && !claims.text("email").get().equals(subject)) {
      throw Untrusted.certificate(
          "the subject '%s'".formatted(subject), "the account of the identity token");
    }
  }

  /** The subject is the URL of the workflow. Returns what precedes the claim. */
  private static String checkSubject(String subject, String claim) {
    String server =
        subject.endsWith(claim) ? subject.substring(0, subject.length() - claim.length()) : "";
    if (!server.matches("https://([^/]+/)?")) {
      throw Untrusted.certificate(
          "the subject '%s'".formatted(subject), "'%s', as in the identity token".formatted(claim));
    }
    return server;
  }

  private void compare(Map<Integer, String> names, String prefix, Claims claims) {
    names.forEach((number, claim) ->
        require(number, claims.text(claim).map(value -> prefix + value), extension(number)));
  }

  private static void require(int number, Optional<String> claim, Optional<String> certified) {
    if (claim.isPresent() && certified.isPresent() && !claim.equals(certified)) {
      throw Untrusted.certificate(
          "extension %s with '%s'".formatted(number, certified.get()),
          "'%s', as in the identity token".formatted(claim.get()));
    }
  }

  /** The value of the only subject alternative name. */
  private String subject() {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null && names.size() == 1) {
        return String.valueOf(names.iterator().next().get(1));
      }
    } catch (CertificateParsingException e) {
      // The same as none.
    }
    throw Untrusted.certificate("not exactly one subject", "the identity of the job as subject");
  }

  private Optional<String> extension(int number) {
    byte[] value = certificate.getExtensionValue(ARC + number);
    if (value == null) {
      return Optional.empty();
    }
    try {
      byte[] text =
          DerValue.of(DerValue.of(value).content(DerValue.OCTET_STRING))
              .content(DerValue.UTF8_STRING);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Untrusted.certificate("extension " + number + " that can't be read", "a text");
    }
  }
}
