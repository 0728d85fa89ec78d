package dev.trustedpublishing.testkit.registry.npm.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.registry.npm.model.Attachment;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import dev.trustedpublishing.testkit.sigstore.crypto.Dsse;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.VerificationFailed;
import java.util.Optional;

/**
 * Checks the Sigstore bundle that comes with a version: "what the registry checks (422 otherwise)"
 * (issues of npm/cli). Without a trusted root, the trust in the certificate and the entry in the
 * log are not checked.
 *
 * <p>Immutable.
 */
public final class ProvenanceChecks {

  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";
  public static final String RUNNER_ENVIRONMENT = FULCIO + "11";
  public static final String SOURCE_VISIBILITY = FULCIO + "22";

  private final Optional<SigstoreVerifier> verifier;

  /**
   * Creates the checks.
   *
   * @param verifier verifies certificate and log entry; empty if there is no trusted root
   */
  public ProvenanceChecks(Optional<SigstoreVerifier> verifier) {
    this.verifier = verifier;
  }

  /**
   * Checks the bundle, or throws a {@link Refusal}.
   *
   * @param attachment the attachment that contains the bundle
   * @param publication the version that it was published with
   * @param tarball the tarball of that version
   */
  public void check(
      Attachment.Text attachment, Publication publication, Attachment.Binary tarball) {
    SigstoreBundle bundle = SigstoreBundle.parse(attachment.data());
    same("content_type", String.valueOf(attachment.contentType()), bundle.mediaType());
    same(
        "payloadType",
        bundle.json().path("dsseEnvelope").path("payloadType").asText(),
        Dsse.IN_TOTO);
    if (bundle.json().path("verificationMaterial").path("tlogEntries").isEmpty()) {
      throw Refusal.provenance("the bundle has no entry of a transparency log");
    }
    bundle.verify();
    verifier.ifPresent(present -> verify(present, bundle));
    checkSubject(bundle.statement(), publication, tarball);
    checkRunner(bundle);
    checkRepository(bundle.statement(), publication.manifest());
  }

  private static void verify(SigstoreVerifier verifier, SigstoreBundle bundle) {
    try {
      verifier.verify(SignedEnvelope.ofBundle(bundle.json()), anyone -> {});
    } catch (VerificationFailed e) {
      throw Refusal.provenance(e.reason());
    }
  }

  private static void checkSubject(
      JsonNode statement, Publication publication, Attachment.Binary tarball) {
    JsonNode subject = statement.path("subject");
    if (subject.size() != 1) {
      throw Refusal.provenance("found " + subject.size() + " subjects, expected one");
    }
    same(
        "subject[0].name",
        subject.path(0).path("name").asText(),
        publication.name().purl(publication.version()));
    same(
        "subject[0].digest.sha512",
        subject.path(0).path("digest").path("sha512").asText(),
        tarball.sha512());
  }

  private static void checkRunner(SigstoreBundle bundle) {
    Optional<String> runner = bundle.extension(RUNNER_ENVIRONMENT);
    if (runner.isPresent() && runner.get().equals("self-hosted")) {
      throw Refusal.provenance(
          "Unsupported GitHub Actions runner environment: \"self-hosted\". Only \"github-hosted\""
              + " runners are supported when publishing with provenance.");
    }
    Optional<String> visibility = bundle.extension(SOURCE_VISIBILITY);
    if (visibility.isPresent() && !visibility.get().equals("public")) {
      throw Refusal.provenance(
          "Unsupported GitHub Actions source repository visibility: \""
              + visibility.get()
              + "\". Only public source repositories are supported when publishing with"
              + " provenance.");
    }
  }

  private static void checkRepository(JsonNode statement, JsonNode manifest) {
    String built = repository(statement.path("predicate"));
    JsonNode repository = manifest.path("repository");
    String named = (repository.isTextual() ? repository : repository.path("url")).asText("");
    if (!named.replaceFirst("^git\\+", "").replaceFirst("\\.git$", "").equals(built)) {
      throw Refusal.provenance(
          "Failed to validate repository information: package.json: \"repository.url\" is \""
              + named
              + "\", expected to match \""
              + built
              + "\" from provenance");
    }
  }

  /** SLSA 1 is what GitHub's jobs write, SLSA 0.2 GitLab's. */
  private static String repository(JsonNode predicate) {
    JsonNode github =
        predicate
            .path("buildDefinition")
            .path("externalParameters")
            .path("workflow")
            .path("repository");
    return github.isTextual()
        ? github.textValue()
        : predicate
            .path("invocation")
            .path("configSource")
            .path("uri")
            .asText()
            .replaceFirst("^git\\+", "");
  }

  private static void same(String place, String found, String expected) {
    if (!found.equals(expected)) {
      throw Refusal.provenance(place + " is \"" + found + "\", expected \"" + expected + "\"");
    }
  }
}
