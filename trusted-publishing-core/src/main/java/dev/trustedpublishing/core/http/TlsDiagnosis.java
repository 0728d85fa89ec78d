package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.core.http.tls.NamingTrustManager.UntrustedCertificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Explains TLS failures caused by the server, where a retry can't help. The Java runtime
 * distinguishes them by message text only.
 */
record TlsDiagnosis(Diagnosis diagnosis) {

  /** Returns the problem; empty for any other failure. */
  Optional<Problem> of(Throwable failure) {
    UntrustedCertificate untrusted = cause(failure, UntrustedCertificate.class);
    if (untrusted != null) {
      return Optional.of(untrusted(untrusted));
    }
    SSLException tls = cause(failure, SSLException.class);
    return tls == null ? Optional.empty() : Optional.ofNullable(unsupported(tls));
  }

  private @Nullable Problem unsupported(SSLException tls) {
    String text = String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("unrecognized ssl message")) {
      return unsupported(
          "bytes that are not TLS, such as plain HTTP",
          "Check the port of the URL: it seems to be for plain HTTP.");
    }
    if (text.contains("protocol_version") || text.contains("protocol version")) {
      return unsupported(
          "a server without a common TLS version: " + diagnosis.says(tls),
          "The server must support TLS 1.2 or newer; check that it is the right one.");
    }
    if (text.contains("certificate_required") || text.contains("bad_certificate")) {
      return unsupported(
          "a server that requires a client certificate: " + diagnosis.says(tls),
          "Client certificates are not supported: use a URL of the registry that requires none.");
    }
    if (text.contains("handshake_failure")) {
      // In TLS 1.2, a server that requires a client certificate can send only this (RFC 5246,
      // 7.4.6).
      return unsupported(
          "a server that aborts the handshake, like one that requires a client certificate or has"
              + " no common cipher: "
              + diagnosis.says(tls),
          "Check the URL, and whether a proxy or firewall is in between. Client certificates"
              + " are not supported.");
    }
    if (text.contains("fatal alert")) {
      return unsupported(
          "a server that aborts the handshake: " + diagnosis.says(tls),
          "Check the URL, and whether a proxy or firewall is in between.");
    }
    return null;
  }

  private Problem unsupported(String found, String remedy) {
    return diagnosis
        .problem(
            ErrorCode.USAGE_TLS_UNSUPPORTED,
            "no TLS connection to " + diagnosis.place() + diagnosis.through())
        .found(found)
        .expected("a server with TLS 1.2 or 1.3 that requires no client certificate")
        .remedy(remedy);
  }

  private Problem untrusted(UntrustedCertificate untrusted) {
    X509Certificate certificate = untrusted.certificate();
    return diagnosis
        .problem(
            ErrorCode.USAGE_TLS_UNTRUSTED,
            "the certificate of " + diagnosis.place() + diagnosis.through() + " is not trusted")
        .found(
            "subject %s, issuer %s, valid from %s to %s (%s)"
                .formatted(
                    SafeText.shown(certificate.getSubjectX500Principal().getName()),
                    SafeText.shown(certificate.getIssuerX500Principal().getName()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    diagnosis.says(untrusted)))
        .expected("a certificate for " + diagnosis.host() + ", valid now, from a trusted authority")
        .remedy(
            "If this is the right server and you trust its authority, add the authority's"
                + " certificate: set SSL_CERT_FILE to the PEM file (expired authorities do not"
                + " count), or import it into the Java trust store with keytool. If not, the"
                + " connection is intercepted.");
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
