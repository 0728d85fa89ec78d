package dev.trustedpublishing.testkit.sigstore.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to trust: the content of a {@code trusted_root.json} (sigstore/protobuf-specs,
 * sigstore_trustroot.proto). Immutable.
 */
public final class TrustAnchors {

  private final List<List<X509Certificate>> authorities = new ArrayList<>();
  private final Keyring logs;
  private final Keyring ctLogs;

  private TrustAnchors(JsonNode root) throws GeneralSecurityException {
    for (JsonNode authority : root.path("certificateAuthorities")) {
      List<X509Certificate> chain = new ArrayList<>();
      for (JsonNode certificate : authority.at("/certChain/certificates")) {
        chain.add(Certificates.read(decode(certificate.path("rawBytes"))));
      }
      authorities.add(chain);
    }
    logs = new Keyring(root.path("tlogs"));
    ctLogs = new Keyring(root.path("ctlogs"));
  }

  /**
   * Reads a trusted root.
   *
   * @param trustedRoot JSON
   * @return its content
   * @throws IllegalArgumentException if it can't be read
   */
  public static TrustAnchors read(String trustedRoot) {
    try {
      return new TrustAnchors(new JsonMapper().readTree(trustedRoot));
    } catch (JsonProcessingException | GeneralSecurityException e) {
      throw new IllegalArgumentException("not a trusted root", e);
    }
  }

  Keyring logs() {
    return logs;
  }

  Keyring ctLogs() {
    return ctLogs;
  }

  /** The issuer of a certificate that was valid at a point in time. */
  Optional<X509Certificate> issuer(X509Certificate certificate, Instant at) {
    return authorities.stream()
        .filter(chain -> isValid(certificate, chain, at))
        .map(chain -> chain.get(0))
        .findFirst();
  }

  private static boolean isValid(
      X509Certificate certificate, List<X509Certificate> chain, Instant at) {
    List<X509Certificate> path = new ArrayList<>(chain.subList(0, chain.size() - 1));
    path.add(0, certificate);
    try {
      TrustAnchor root = new TrustAnchor(chain.get(chain.size() - 1), null);
      PKIXParameters parameters = new PKIXParameters(Set.of(root));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
      CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] decode(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }

  /** The keys of logs, by their ids. Immutable. */
  static final class Keyring {
    private final Map<String, PublicKey> keys = new HashMap<>();

    Keyring(JsonNode entries) throws GeneralSecurityException {
      for (JsonNode log : entries) {
        // A public trusted root also has logs of a version that this verifier does not know.
        if (log.at("/publicKey/keyDetails").asText().equals("PKIX_ECDSA_P256_SHA_256")) {
          byte[] der = decode(log.at("/publicKey/rawBytes"));
          PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
          keys.put(Hashes.sha256Hex(der), key);
        }
      }
    }

    /** The id is a hint only: if it is not known, all keys are tried (sigstore-python). */
    void verify(String id, byte[] message, byte[] signature) throws VerificationFailed {
      Collection<PublicKey> candidates =
          keys.containsKey(id) ? List.of(keys.get(id)) : keys.values();
      if (candidates.stream().noneMatch(key -> EcKey.verifies(key, message, signature))) {
        throw new VerificationFailed("keyring: invalid signature");
      }
    }
  }
}
