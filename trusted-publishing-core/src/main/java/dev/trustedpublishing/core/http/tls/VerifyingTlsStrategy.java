package dev.trustedpublishing.core.http.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;

/**
 * Checks the server's name during the handshake, where the trust manager can say which certificate
 * it was, and once more after it.
 *
 * <p>HttpClient 5.5.1 means to do the former too, but asks for it after it has applied the
 * parameters to the engine, so that nothing happens: with its policy {@code BUILTIN} alone any
 * trusted certificate would do for any host.
 */
public final class VerifyingTlsStrategy extends DefaultClientTlsStrategy {

  public VerifyingTlsStrategy(SSLContext context) {
    super(
        context,
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
}
