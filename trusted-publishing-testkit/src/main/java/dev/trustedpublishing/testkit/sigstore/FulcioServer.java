package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.CompactToken;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import dev.trustedpublishing.testkit.sigstore.crypto.CertificateContent;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.Curve;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fulcio, version 2 (sigstore/fulcio, fulcio.proto and pkg/server/grpc_server.go): a certificate
 * for who has an identity token and the key. Safe for use by several threads.
 */
final class FulcioServer {

  static final String AUDIENCE = "sigstore";

  private static final String BAD_TOKEN = "There was an error processing the identity token";
  private static final String BAD_KEY =
      "The public key supplied in the request could not be parsed";
  private static final int INVALID_ARGUMENT = 3;
  private static final int P256_BITS = 256;
  private static final int MIN_RSA_BITS = 2048;
  private static final Duration CLOCK_OFFSET = Duration.ofHours(1);

  private final JsonMapper json = new JsonMapper();
  private final IdentityTokenVerifier verifier;
  private final Map<String, Function<Claims, CiIdentity>> issuers;
  private final CertificateAuthority authority;
  private final CtLog log;
  private final Clock clock;
  private final ContentFaults faults;
  private final List<X509Certificate> issued = new CopyOnWriteArrayList<>();

  FulcioServer(
      IdentityTokenVerifier verifier,
      Map<String, Function<Claims, CiIdentity>> issuers,
      CertificateAuthority authority,
      CtLog log,
      Clock clock,
      ContentFaults faults) {
    this.verifier = verifier;
    this.issuers = issuers;
    this.authority = authority;
    this.log = log;
    this.clock = clock;
    this.faults = faults;
  }

  /** A request that is not accepted, with its message. */
  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;

    Rejected(String message) {
      super(message);
    }
  }

  List<X509Certificate> issued() {
    return List.copyOf(issued);
  }

  Answer configuration() {
    return Answer.json(
        200,
        Map.of(
            "issuers",
            issuers.keySet().stream()
                .map(issuer ->
                    Map.of(
                        "issuerUrl",
                        issuer,
                        "audience",
                        AUDIENCE,
                        "challengeClaim",
                        "sub",
                        "issuerType",
                        "ci-provider"))
                .toList()));
  }

  Answer signingCertificate(Request request) throws IOException {
    try {
      JsonNode body = json.readTree(request.text());
      Claims claims = claims(body.at("/credentials/oidcIdentityToken").asText());
      PublicKey key = key(body.at("/publicKeyRequest/publicKey/content").asText());
      checkAlgorithm(key);
      checkPossession(key, claims, body.at("/publicKeyRequest/proofOfPossession").asText());
      return Answer.json(200, issue(identity(claims), key));
    } catch (JsonProcessingException e) {
      return error("proto: syntax error: " + e.getOriginalMessage());
    } catch (Rejected | CiIdentity.MissingClaim e) {
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static Answer error(String message) {
    return Answer.json(
        400, Map.of("code", INVALID_ARGUMENT, "message", message, "details", List.of()));
  }

  private Claims claims(String token) throws Rejected {
    return Optional.ofNullable(CompactToken.parse(token))
        .flatMap(parsed -> verifier.verify(token, parsed))
        .filter(claims -> !claims.text("sub").isEmpty())
        .orElseThrow(() -> new Rejected(BAD_TOKEN));
  }

  private CiIdentity identity(Claims claims) throws Rejected {
    return Optional.ofNullable(issuers.get(claims.text("iss")))
        .orElseThrow(() -> new Rejected(BAD_TOKEN))
        .apply(claims);
  }

  /** The algorithm in the request does not count: Fulcio reads it from the key. */
  private static PublicKey key(String pem) throws Rejected {
    String base64 =
        pem.strip()
            .replace("-----BEGIN PUBLIC KEY-----", "")
            .replace("-----END PUBLIC KEY-----", "")
            .replaceAll("\\s", "");
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Rejected(BAD_KEY);
    }
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // A key of another kind.
      }
    }
    throw new Rejected(BAD_KEY);
  }

  /** Fulcio compares the key with the algorithms that its operator allows. */
  private static void checkAlgorithm(PublicKey key) throws Rejected {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new Rejected("The public key supplied in the request is insecure");
    }
    boolean isPermitted =
        key instanceof ECPublicKey ec
            && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS;
    if (!isPermitted) {
      throw new Rejected("signing algorithm not permitted: " + key.getAlgorithm());
    }
  }

  private static void checkPossession(PublicKey key, Claims claims, String proof) throws Rejected {
    byte[] subject = claims.text("sub").getBytes(StandardCharsets.UTF_8);
    boolean isProven;
    try {
      isProven = EcKey.verifies(key, subject, Base64.getDecoder().decode(proof));
    } catch (IllegalArgumentException e) {
      isProven = false;
    }
    if (!isProven) {
      throw new Rejected("The signature supplied in the request could not be verified");
    }
  }

  private Map<String, Object> issue(CiIdentity identity, PublicKey key) {
    X509Certificate certificate =
        certificate(identity, key, faults.next(SigstoreEndpoint.SIGNING_CERTIFICATE));
    issued.add(certificate);
    List<String> chain =
        Stream.concat(Stream.of(certificate), authority.chain().stream())
            .map(Certificates::pem)
            .toList();
    return Map.of("signedCertificateEmbeddedSct", Map.of("chain", Map.of("certificates", chain)));
  }

  private X509Certificate certificate(
      CiIdentity identity, PublicKey key, @Nullable SigstoreFault fault) {
    Instant now = clock.instant();
    CertificateAuthority issuer =
        fault == SigstoreFault.CERTIFICATE_OF_UNKNOWN_AUTHORITY
            ? new CertificateAuthority(now)
            : authority;
    CertificateContent content =
        issuer.content(
            fault == SigstoreFault.CERTIFICATE_OF_ANOTHER_WORKFLOW
                ? identity.withWorkflow("other.yml")
                : identity,
            fault == SigstoreFault.CERTIFICATE_OF_ANOTHER_KEY
                ? EcKey.generate(Curve.P256).publicKey()
                : key,
            now.plus(offset(fault)));
    return (fault == SigstoreFault.NO_TIMESTAMP
            ? content
            : content.with(timestamp(content, issuer, now, fault)))
        .sign(issuer.key());
  }

  private static Duration offset(@Nullable SigstoreFault fault) {
    if (fault == SigstoreFault.EXPIRED_CERTIFICATE) {
      return CLOCK_OFFSET.negated();
    }
    return fault == SigstoreFault.CERTIFICATE_NOT_YET_VALID ? CLOCK_OFFSET : Duration.ZERO;
  }

  private Extension timestamp(
      CertificateContent content,
      CertificateAuthority issuer,
      Instant now,
      @Nullable SigstoreFault fault) {
    CtLog signer = fault == SigstoreFault.TIMESTAMP_OF_UNKNOWN_LOG ? new CtLog() : log;
    CertificateContent seen =
        fault == SigstoreFault.TIMESTAMP_OF_ANOTHER_CERTIFICATE
            ? content.with(Extension.authority(0))
            : content;
    return signer.timestamp(seen, issuer.key(), now);
  }
}
