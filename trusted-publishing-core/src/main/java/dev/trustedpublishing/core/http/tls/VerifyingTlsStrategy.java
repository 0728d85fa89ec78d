package dev.trustedpublishing.core.http.tls;

import dev.trustedpublishing.internal.hc.client5.http.ssl.DefaultClientTlsStrategy;
import dev.trustedpublishing.internal.hc.client5.http.ssl.DefaultHostnameVerifier;
import dev.trustedpublishing.internal.hc.client5.http.ssl.HostnameVerificationPolicy;
import dev.trustedpublishing.internal.hc.core5.http.ssl.TLS;
import dev.trustedpublishing.internal.hc.core5.reactor.ssl.SSLBufferMode;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks the server's name during the handshake, so that the trust manager can report the
 * certificate, and again after it.
 *
 * <p>HttpClient 5.5.1 tries to do the former too, but sets the parameter after it has applied the
 * parameters to the engine, so it has no effect: with its policy {@code BUILTIN} alone, any trusted
 * certificate would be accepted for any host.
 */
public final class VerifyingTlsStrategy extends DefaultClientTlsStrategy {

  public VerifyingTlsStrategy(@Nullable KeyStore trusted) {
    super(
        NamingTrustManager.context(trusted),
        new String[] {TLS.V_1_3.getId(), TLS.V_1_2.getId()},
        null,
        SSLBufferMode.STATIC,
        HostnameVerificationPolicy.BOTH,
        new DefaultHostnameVerifier());
  }

  @Override
  protected void initializeEngine(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
  }

  /** Verifies certificates as Java does, and names the rejected one. */
  static final class NamingTrustManager extends X509ExtendedTrustManager {
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
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {of(trusted)}, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This Java runtime has no TLS.", e);
      }
    }

    /** Trusts the given certificates; null for the Java runtime's. */
    static NamingTrustManager of(@Nullable KeyStore trusted) {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
          if (manager instanceof X509ExtendedTrustManager x509) {
            return new NamingTrustManager(x509);
          }
        }
        throw new IllegalStateException("This Java runtime can't verify X.509 certificates.");
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
        throw UntrustedCertificate.of(chain[0], e);
      }
    }

    @FunctionalInterface
    private interface Check {
      void run() throws CertificateException;
    }
  }

  /**
   * A server's certificate was rejected; unlike the original exception, it names the certificate.
   */
  public static final class UntrustedCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;
    private final transient X509Certificate certificate;

    private UntrustedCertificate(X509Certificate certificate, CertificateException cause) {
      super(cause.getMessage(), cause);
      this.certificate = certificate;
    }

    static CertificateException of(X509Certificate certificate, CertificateException cause) {
      return new UntrustedCertificate(certificate, cause);
    }

    public X509Certificate certificate() {
      return certificate;
    }
  }
}
