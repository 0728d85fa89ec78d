package dev.trustedpublishing.attestation.sigstore;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.attestation.sigstore.check.RekorEntry;
import dev.trustedpublishing.attestation.sigstore.check.SigningCertificate;
import dev.trustedpublishing.attestation.sigstore.service.Fulcio;
import dev.trustedpublishing.attestation.sigstore.service.RekorV1;
import dev.trustedpublishing.attestation.sigstore.service.TransparencyLog;
import dev.trustedpublishing.attestation.sigstore.signature.Envelope;
import dev.trustedpublishing.attestation.sigstore.signature.EphemeralKey;
import dev.trustedpublishing.attestation.sigstore.trust.Instance;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A key with its certificate. Thread-safe. */
final class SigstoreSigner implements Attestor.Signer {
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final EphemeralKey key;
  private final SigningCertificate certificate;
  private final Instant expiresAt;
  private final TransparencyLog log;
  private final SpiContext context;

  /** Signed and perhaps logged: another attempt must send the same signature. */
  private final Map<String, Envelope> unconfirmed = new ConcurrentHashMap<>();

  private SigstoreSigner(
      EphemeralKey key,
      SigningCertificate certificate,
      Instant expiresAt,
      TransparencyLog log,
      SpiContext context) {
    this.key = key;
    this.certificate = certificate;
    this.expiresAt = expiresAt;
    this.log = log;
    this.context = context;
  }

  static SigstoreSigner certify(IdentityToken identity, Instance instance, SpiContext context) {
    Instant now = context.clock().instant();
    EphemeralKey key = EphemeralKey.generate();
    Fulcio authority = new Fulcio(service(instance.services()::authority, now), context);
    TransparencyLog log = new RekorV1(service(instance.services()::log, now), context);
    SigningCertificate certificate =
        SigningCertificate.verified(
            authority.certify(identity, key),
            key.publicKey(),
            identity.claims(),
            instance.root(),
            now);
    // Not the end in the certificate: the clocks may differ.
    return new SigstoreSigner(key, certificate, now.plus(certificate.lifetime()), log, context);
  }

  @Override
  public Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public JsonObject sign(String statement) {
    Envelope envelope =
        unconfirmed.computeIfAbsent(statement, unsigned -> Envelope.sign(unsigned, key));
    RekorEntry entry = log.record(envelope, certificate);
    entry.check(envelope, certificate, context.clock().instant());
    unconfirmed.remove(statement);
    return bundle(envelope, entry);
  }

  private JsonObject bundle(Envelope envelope, RekorEntry entry) {
    Map<String, Object> material = new LinkedHashMap<>();
    material.put(
        "certificate", Map.of("rawBytes", Base64.getEncoder().encodeToString(certificate.der())));
    material.put("tlogEntries", List.of(entry.members()));
    material.put("timestampVerificationData", Map.of());
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("mediaType", MEDIA_TYPE);
    bundle.put("verificationMaterial", material);
    bundle.put("dsseEnvelope", envelope.members());
    return JsonObject.of(bundle);
  }

  private static URI service(Function<Instant, URI> select, Instant now) {
    try {
      return select.apply(now);
    } catch (JsonException e) {
      throw TrustedPublishingException.builder(
              Stage.ATTEST,
              Problem.of(
                      ErrorCode.USAGE_CONFIGURATION,
                      "The Sigstore instance has no service that this library can use.")
                  .found(SafeText.reason(e))
                  .expected("a certificate authority, and a transparency log of version 1")
                  .remedy("Update this library, or publish without attestations."))
          .build();
    }
  }
}
