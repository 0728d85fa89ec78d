package dev.trustedpublishing.core.http.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** A server's certificate was refused; knows which, as the original exception does not. */
public final class UntrustedCertificateException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final transient X509Certificate certificate;

  UntrustedCertificateException(X509Certificate certificate, CertificateException cause) {
    super(cause.getMessage(), cause);
    this.certificate = certificate;
  }

  public X509Certificate certificate() {
    return certificate;
  }
}
