package dev.trustedpublishing.attestation.sigstore;

import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.attestation.sigstore.trust.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Signs with Sigstore: a certificate authority binds a key that exists for minutes to the identity
 * of the job, and a public log records the signature. Everything that both answer is verified.
 * Stateless and thread-safe.
 */
public final class SigstoreAttestor implements Attestor {
  private static final IdentityRequest IDENTITY =
      new IdentityRequest("sigstore", List.of("SIGSTORE_ID_TOKEN"));

  private final Optional<Path> instance;
  private final Optional<Path> copies;

  /** Creates an attestor for the public instance; for {@link java.util.ServiceLoader}. */
  public SigstoreAttestor() {
    this(Optional.empty(), Optional.empty());
  }

  private SigstoreAttestor(Optional<Path> instance, Optional<Path> copies) {
    this.instance = instance;
    this.copies = copies;
  }

  /**
   * Creates an attestor for another instance.
   *
   * @param clientTrustConfig the file that describes it: a JSON object with {@code mediaType}
   *     {@code application/vnd.dev.sigstore.clienttrustconfig.v0.1+json}, {@code trustedRoot} and
   *     {@code signingConfig}
   * @return the attestor, to be passed to a publisher {@code with(...)}
   */
  public static SigstoreAttestor at(Path clientTrustConfig) {
    return new SigstoreAttestor(Optional.of(clientTrustConfig), Optional.empty());
  }

  /**
   * Keeps a copy of each attestation, so that other tools can verify it: {@code
   * FILE.sigstore.json}, for PyPI also {@code FILE.publish.attestation}, and {@code
   * trusted_root.json}.
   *
   * @param folder where they are written; created if it is missing
   * @return the changed attestor
   */
  public SigstoreAttestor keepingCopies(Path folder) {
    return new SigstoreAttestor(instance, Optional.of(folder));
  }

  @Override
  public String id() {
    return "sigstore";
  }

  @Override
  public IdentityRequest identityRequest() {
    return IDENTITY;
  }

  @Override
  public List<Finding> preflight(Optional<Claims> claims, SpiContext context) {
    return instance.isEmpty() || Instance.load(instance, context.json()).isPublic()
        ? PublicInstanceRules.findings(claims, context.environment())
        : List.of();
  }

  @Override
  public Signer certify(IdentityToken identity, SpiContext context) {
    Instance used = Instance.load(instance, context.json());
    // First: a certificate and its entries are public forever, even if nothing can be written.
    copies.ifPresent(folder -> CopyingSigner.prepare(folder, used.rootDocument(), context.json()));
    Signer signer = SigstoreSigner.certify(identity, used, context);
    return copies.isPresent() ? new CopyingSigner(signer, copies.get(), context.json()) : signer;
  }
}
