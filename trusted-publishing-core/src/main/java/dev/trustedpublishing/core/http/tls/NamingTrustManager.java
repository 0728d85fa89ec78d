package dev.trustedpublishing.core.http.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Verifies certificates as Java does, and names the rejected one. */
public final class NamingTrustManager extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager manager;

  private NamingTrustManager(X509ExtendedTrustManager manager) {
    this.manager = manager;
  }

  /**
   * Creates a context that verifies servers' certificates.
   *
   * @param trusted the trusted certificates; null for the Java runtime's
   */
  public static SSLContext context(@Nullable KeyStore trusted) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {from(factory)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime can't verify certificates.", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    naming(chain, () -> manager.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    naming(chain, () -> manager.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    naming(chain, () -> manager.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    manager.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    manager.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    manager.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return manager.getAcceptedIssuers();
  }

  private static void naming(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
      // Java accepts a trusted server certificate without checking its dates.
      chain[0].checkValidity();
    } catch (CertificateException e) {
      throw new UntrustedCertificate(chain[0], e);
    }
  }

  @FunctionalInterface
  private interface Check {
    void run() throws CertificateException;
  }

  private static NamingTrustManager from(TrustManagerFactory factory) {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return new NamingTrustManager(x509);
      }
    }
    throw new IllegalStateException("This Java runtime can't verify X.509 certificates.");
  }

  /**
   * A server's certificate was rejected; unlike the original exception, it names the certificate.
   */
  public static final class UntrustedCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;
    private final transient X509Certificate certificate;

    UntrustedCertificate(X509Certificate certificate, CertificateException cause) {
      super(cause.getMessage(), cause);
      this.certificate = certificate;
    }

    public X509Certificate certificate() {
      return certificate;
    }
  }
}
