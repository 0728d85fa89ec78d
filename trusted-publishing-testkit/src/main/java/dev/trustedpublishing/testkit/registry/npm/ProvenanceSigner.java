package dev.trustedpublishing.testkit.registry.npm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.SelfSigned;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.provenance.ProvenanceChecks;
import dev.trustedpublishing.testkit.sigstore.crypto.Dsse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Creates provenance bundles in the form that a job on GitHub Actions creates with Sigstore
 * (sigstore-js; libnpmpublish, lib/provenance.js), signed by its own key instead: the statement,
 * the envelope, the signature and the job's claims in the certificate are real; the certificate
 * authority and the entry in the log are not. Only an {@link NpmRegistry} without a trusted root
 * accepts them. Safe for use by several threads.
 */
public final class ProvenanceSigner {

  /** The media type of the bundles. */
  public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHORT_LENGTH = 128;

  private final GitHubJob job;
  private final SelfSigned signer;

  private ProvenanceSigner(GitHubJob job, SelfSigned signer) {
    this.job = job;
    this.signer = signer;
  }

  /**
   * Creates a signer for a job of a public repository.
   *
   * @param job the job
   * @return a signer with a new key
   * @throws IOException if the certificate can't be created
   */
  public static ProvenanceSigner of(GitHubJob job) throws IOException {
    return of(job, "public");
  }

  /**
   * Creates a signer for a job.
   *
   * @param job the job
   * @param visibility of its repository: {@code public}, {@code private} or {@code internal}
   * @return a signer with a new key
   * @throws IOException if the certificate can't be created
   */
  public static ProvenanceSigner of(GitHubJob job, String visibility) throws IOException {
    return new ProvenanceSigner(
        job,
        SelfSigned.make(
            "CN=Trusted Publishing Sandbox",
            extension(ProvenanceChecks.RUNNER_ENVIRONMENT, job.runnerEnvironment()),
            extension(ProvenanceChecks.SOURCE_VISIBILITY, visibility)));
  }

  /**
   * Signs the provenance of a tarball.
   *
   * @param packageName the package
   * @param version its version
   * @param tarball the tarball
   * @return the bundle, as JSON
   * @throws IOException if the tarball can't be read
   */
  public String sign(String packageName, String version, Path tarball) throws IOException {
    return sign(statement(packageName, version, Files.readAllBytes(tarball)));
  }

  /**
   * Creates the statement about a tarball that {@link #sign(String, String, Path)} signs.
   *
   * @param packageName the package
   * @param version its version
   * @param tarball the content of the tarball
   * @return a new statement, which may be changed and passed to {@link #sign(ObjectNode)}
   */
  public ObjectNode statement(String packageName, String version, byte[] tarball) {
    String repository = "https://github.com/" + job.fullRepository();
    ObjectNode statement = JSON.createObjectNode();
    statement.put("_type", "https://in-toto.io/Statement/v1");
    ObjectNode subject = statement.putArray("subject").addObject();
    subject.put("name", new PackageName(packageName).purl(version));
    subject.putObject("digest").put("sha512", sha512(tarball));
    statement.put("predicateType", "https://slsa.dev/provenance/v1");
    ObjectNode build = statement.putObject("predicate").putObject("buildDefinition");
    build.put(
        "buildType", "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1");
    build
        .putObject("externalParameters")
        .putObject("workflow")
        .put("ref", job.ref())
        .put("repository", repository)
        .put("path", ".github/workflows/" + job.workflow());
    build
        .putObject("internalParameters")
        .putObject("github")
        .put("event_name", job.eventName())
        .put("repository_id", job.repositoryId())
        .put("repository_owner_id", job.ownerId());
    build
        .putArray("resolvedDependencies")
        .addObject()
        .put("uri", "git+" + repository + "@" + job.ref())
        .putObject("digest")
        .put("gitCommit", job.sha());
    ObjectNode run = statement.withObject("/predicate/runDetails");
    run.putObject("builder")
        .put("id", "https://github.com/actions/runner/" + job.runnerEnvironment());
    run.putObject("metadata")
        .put(
            "invocationId",
            repository + "/actions/runs/" + job.runId() + "/attempts/" + job.runAttempt());
    return statement;
  }

  /**
   * Signs any statement.
   *
   * @param statement the statement
   * @return the bundle, as JSON
   */
  public String sign(ObjectNode statement) {
    byte[] payload = statement.toString().getBytes(StandardCharsets.UTF_8);
    ObjectNode bundle = JSON.createObjectNode();
    bundle.put("mediaType", MEDIA_TYPE);
    try {
      ObjectNode material = bundle.putObject("verificationMaterial");
      material.putObject("certificate").put("rawBytes", base64(signer.certificate().getEncoded()));
      material
          .putArray("tlogEntries")
          .addObject()
          .put("logIndex", "1")
          .putObject("kindVersion")
          .put("kind", "dsse")
          .put("version", "0.0.1");
      material.putObject("timestampVerificationData");
      ObjectNode envelope = bundle.putObject("dsseEnvelope");
      envelope.put("payload", base64(payload));
      envelope.put("payloadType", Dsse.IN_TOTO);
      envelope.putArray("signatures").addObject().put("sig", base64(signature(payload)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a new key can sign", e);
    }
    return bundle.toString();
  }

  private byte[] signature(byte[] payload) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.key());
    signature.update(Dsse.signedBytes(Dsse.IN_TOTO, payload));
    return signature.sign();
  }

  /** An extension in the syntax of {@code keytool}: the DER of a UTF-8 string, in hex. */
  private static String extension(String oid, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= SHORT_LENGTH) {
      throw new IllegalArgumentException("longer than an extension here can be: " + text);
    }
    HexFormat hex = HexFormat.of();
    return oid + "=0c" + hex.toHexDigits((byte) bytes.length) + hex.formatHex(bytes);
  }

  private static String sha512(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
