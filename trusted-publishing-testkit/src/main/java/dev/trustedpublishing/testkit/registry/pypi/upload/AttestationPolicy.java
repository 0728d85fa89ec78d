package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherKind;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.verify.SignerPolicy;
import dev.trustedpublishing.testkit.sigstore.verify.VerificationFailed;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who must have signed the attestations of a publisher (pypi-attestations, _impl.py): the issuer,
 * the repository, and the workflow that was started, which is not the reusable one that runs the
 * job. The environment is not compared. Immutable.
 *
 * @param issuer the issuer of the identity token
 * @param repository the address of the repository
 * @param workflow the address of the workflow, without its version
 * @param publisher the publisher as messages name it
 */
record AttestationPolicy(String issuer, String repository, String workflow, String publisher)
    implements SignerPolicy {

  /** The embedded Fulcio does not accept its tokens, so that no signature of it can be valid. */
  private static final String GOOGLE = "https://accounts.google.com";

  private static final int ISSUER = 8;
  private static final int REPOSITORY = 12;
  private static final int DIGEST = 13;
  private static final int REF = 14;
  private static final int BUILD_CONFIG = 18;

  /**
   * The policy of a publisher. PyPI knows GitLab's own server only, also for publishers on others.
   */
  static SignerPolicy of(
      PublisherRegistration registration, String githubIssuer, String gitlabIssuer) {
    if (registration.kind() == PublisherKind.GOOGLE) {
      return certificate -> same("OIDCIssuerV2", certificate, ISSUER, GOOGLE);
    }
    boolean isGitHub = registration.kind() == PublisherKind.GITHUB;
    String issuer = isGitHub ? githubIssuer : gitlabIssuer;
    String server = isGitHub ? "github.com" : URI.create(gitlabIssuer).getAuthority();
    String name = registration.owner() + "/" + registration.repository();
    String repository = "https://" + server + "/" + name;
    return new AttestationPolicy(
        issuer,
        repository,
        repository + (isGitHub ? "/.github/workflows/" : "//") + registration.workflow(),
        registration.workflow() + " @ " + name);
  }

  @Override
  public void check(X509Certificate certificate) throws VerificationFailed {
    same("OIDCIssuerV2", certificate, ISSUER, issuer);
    same("OIDCSourceRepositoryURI", certificate, REPOSITORY, repository);
    String found = Certificates.fulcioExtension(certificate, BUILD_CONFIG).orElse("");
    List<String> versions =
        Stream.of(DIGEST, REF)
            .map(number -> Certificates.fulcioExtension(certificate, number))
            .flatMap(Optional::stream)
            .toList();
    if (versions.isEmpty()) {
      throw new VerificationFailed(
          "Certificate must contain either Source Repository Digest or Source Repository Ref");
    }
    if (versions.stream().noneMatch(version -> found.equals(workflow + "@" + version))) {
      throw new VerificationFailed(
          "Certificate's Build Config URI (%s) does not match expected Trusted Publisher (%s)"
              .formatted(found, publisher));
    }
  }

  private static void same(String name, X509Certificate certificate, int number, String expected)
      throws VerificationFailed {
    String found =
        Certificates.fulcioExtension(certificate, number)
            .orElseThrow(() ->
                new VerificationFailed(
                    "Certificate does not contain %s (%s) extension"
                        .formatted(name, Certificates.fulcioOid(number))));
    if (!found.equals(expected)) {
      throw new VerificationFailed(
          "Certificate's %s does not match (got %s, expected %s)".formatted(name, found, expected));
    }
  }
}
