package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * A certificate authority. Immutable.
 *
 * @param chain its certificates, the issuer of leaf certificates first, the root last
 * @param validity when it issues certificates
 */
public record TrustedAuthority(List<X509Certificate> chain, Validity validity) {

  static TrustedAuthority of(JsonObject authority) {
    List<X509Certificate> chain = new ArrayList<>();
    for (JsonObject certificate :
        authority
            .object("certChain")
            .orElseThrow(() -> new JsonException("'certChain' is missing"))
            .objects("certificates")) {
      chain.add(certificate(certificate.requireText("rawBytes")));
    }
    if (chain.isEmpty()) {
      throw new JsonException("'certificates' is empty");
    }
    return new TrustedAuthority(List.copyOf(chain), Validity.of(authority));
  }

  private static X509Certificate certificate(String rawBytes) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(rawBytes)));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new JsonException("'rawBytes' is not a certificate", e);
    }
  }

  /** The certificate whose key signs leaf certificates. */
  public X509Certificate issuer() {
    return chain.get(0);
  }

  /** Returns whether a leaf certificate was issued by this authority and is valid at a time. */
  public boolean hasIssued(X509Certificate leaf, Instant time) {
    if (!validity.contains(time)) {
      return false;
    }
    try {
      X509Certificate root = chain.get(chain.size() - 1);
      root.checkValidity(Date.from(time));
      List<X509Certificate> path = new ArrayList<>(List.of(leaf));
      path.addAll(chain.subList(0, chain.size() - 1));
      CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
      return true;
    } catch (GeneralSecurityException notIssued) {
      return false;
    }
  }
}
