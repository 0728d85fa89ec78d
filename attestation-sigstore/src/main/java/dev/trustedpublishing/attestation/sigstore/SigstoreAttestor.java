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

  /** Creates an attestor for the public instance; for {@link java.util.ServiceLoader}. */
  public SigstoreAttestor() {
    this(Optional.empty());
  }

  private SigstoreAttestor(Optional<Path> instance) {
    this.instance = instance;
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
    return new SigstoreAttestor(Optional.of(clientTrustConfig));
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
    return instance.isPresent()
        ? List.of()
        : PublicInstanceRules.findings(claims, context.environment());
  }

  @Override
  public Signer certify(IdentityToken identity, SpiContext context) {
    return SigstoreSigner.certify(identity, Instance.load(instance, context.json()), context);
  }
}
