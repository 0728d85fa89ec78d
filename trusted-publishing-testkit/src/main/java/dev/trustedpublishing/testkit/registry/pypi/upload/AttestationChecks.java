package dev.trustedpublishing.testkit.registry.pypi.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.registry.pypi.model.ReceivedFile;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SignerPolicy;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.VerificationFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the attestations of a file (Warehouse, attestations/services.py). Without a trusted root,
 * certificate, signature and log entry are not checked. Safe for use by several threads.
 */
public final class AttestationChecks {

  private static final int MAX_COUNT = 2;
  private static final int TAGS = 3;
  private static final Set<String> PREDICATES =
      Set.of("https://docs.pypi.org/attestations/publish/v1", "https://slsa.dev/provenance/v1");

  private final JsonMapper json = new JsonMapper();
  private final Optional<SigstoreVerifier> verifier;
  private final String githubIssuer;
  private final String gitlabIssuer;

  private AttestationChecks(
      Optional<SigstoreVerifier> verifier, String githubIssuer, String gitlabIssuer) {
    this.verifier = verifier;
    this.githubIssuer = githubIssuer;
    this.gitlabIssuer = gitlabIssuer;
  }

  /**
   * Creates the checks.
   *
   * @param trustedRoot the trusted root of a Sigstore instance, JSON; null for none
   * @param githubIssuer the issuer of GitHub Actions
   * @param gitlabIssuer the issuer of GitLab
   * @return the checks
   */
  public static AttestationChecks of(
      @Nullable String trustedRoot, String githubIssuer, String gitlabIssuer) {
    return new AttestationChecks(SigstoreVerifier.of(trustedRoot), githubIssuer, gitlabIssuer);
  }

  /**
   * Checks the attestations.
   *
   * @param publisher who uploads the file, and must have signed them
   * @return each attestation as it was sent
   * @throws Refusal if PyPI would reject one of them
   */
  List<String> check(String field, ReceivedFile file, PublisherRegistration publisher) {
    List<String> accepted = new ArrayList<>();
    Set<String> types = new HashSet<>();
    SignerPolicy policy = AttestationPolicy.of(publisher, githubIssuer, gitlabIssuer);
    for (JsonNode attestation : parse(field)) {
      verifier.ifPresent(present -> verify(present, attestation, policy));
      JsonNode statement = statement(attestation, file);
      String type = statement.path("predicateType").asText();
      if (!PREDICATES.contains(type)) {
        throw invalid("Attestation with unsupported predicate type: " + type);
      }
      if (!types.add(type)) {
        throw invalid(
            "Multiple attestations for the same file with the same predicate type ("
                + type
                + ") are not supported");
      }
      accepted.add(attestation.toString());
    }
    return List.copyOf(accepted);
  }

  private static void verify(SigstoreVerifier verifier, JsonNode attestation, SignerPolicy policy) {
    SignedEnvelope envelope;
    try {
      envelope = SignedEnvelope.ofAttestation(attestation);
    } catch (VerificationFailed e) {
      throw invalid("Unknown error while trying to verify included attestations: " + e.reason());
    }
    try {
      verifier.verify(envelope, policy);
    } catch (VerificationFailed e) {
      throw unverified(e.reason());
    }
  }

  private JsonNode parse(String field) {
    JsonNode attestations;
    try {
      attestations = json.readTree(field);
    } catch (JsonProcessingException e) {
      throw malformed("Invalid JSON: " + e.getOriginalMessage());
    }
    if (!attestations.isArray()) {
      throw malformed("Input should be a valid array");
    }
    attestations.forEach(AttestationChecks::checkShape);
    if (attestations.isEmpty()) {
      throw malformed("an empty attestation set is not permitted");
    }
    if (attestations.size() > MAX_COUNT) {
      throw invalid("A maximum of 2 attestations per file are supported");
    }
    return attestations;
  }

  private static void checkShape(JsonNode attestation) {
    if (attestation.path("version").asInt() != 1) {
      throw malformed("version: Input should be 1");
    }
    JsonNode material = attestation.path("verification_material");
    requireBase64(material, "certificate");
    if (!material.path("transparency_entries").isArray()
        || material.path("transparency_entries").isEmpty()) {
      throw malformed("transparency_entries: List should have at least 1 item");
    }
    requireBase64(attestation.path("envelope"), "statement");
    requireBase64(attestation.path("envelope"), "signature");
  }

  private static void requireBase64(JsonNode object, String name) {
    try {
      Base64.getDecoder().decode(object.path(name).asText("?"));
    } catch (IllegalArgumentException e) {
      throw malformed(name + ": Input should be base64");
    }
  }

  private JsonNode statement(JsonNode attestation, ReceivedFile file) {
    byte[] decoded = Base64.getDecoder().decode(attestation.at("/envelope/statement").textValue());
    JsonNode statement;
    try {
      statement = json.readTree(decoded);
    } catch (IOException e) {
      throw unverified("could not parse statement");
    }
    JsonNode subjects = statement.path("subject");
    if (subjects.size() != 1) {
      throw unverified("too many subjects in statement (must be exactly one)");
    }
    if (!isSameName(subjects.at("/0/name").asText(), file.filename())) {
      throw unverified("subject does not match distribution name");
    }
    if (!subjects.at("/0/digest/sha256").asText().equals(file.sha256())) {
      throw unverified("subject does not match distribution digest");
    }
    return statement;
  }

  /** "Subject name is compared component-wise with the upload (tag order may differ)". */
  private static boolean isSameName(String name, String filename) {
    return parts(name).equals(parts(filename));
  }

  private static List<Object> parts(String filename) {
    String[] parts = filename.toLowerCase(Locale.ROOT).split("-", -1);
    List<Object> comparable = new ArrayList<>(Arrays.asList(parts));
    if (filename.endsWith(".whl")) {
      for (int i = Math.max(0, parts.length - TAGS); i < parts.length; i++) {
        comparable.set(i, Set.copyOf(List.of(parts[i].split("\\.", -1))));
      }
    }
    return comparable;
  }

  private static Refusal malformed(String detail) {
    return invalid("Malformed attestations: " + detail);
  }

  private static Refusal unverified(String detail) {
    return invalid(
        "Could not verify the uploaded artifact using the included attestation: Verification"
            + " failed: "
            + detail);
  }

  private static Refusal invalid(String reason) {
    return Refusal.badRequest("Invalid attestations supplied during upload: " + reason);
  }
}
