package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.core.http.TestCertificate;
import dev.trustedpublishing.integration.faults.injection.Route;

/**
 * Certificates that nobody should trust. Made when they are first needed, because each takes time.
 */
record Certificates(
    TestCertificate selfSigned,
    TestCertificate unknownAuthority,
    TestCertificate expired,
    TestCertificate tooEarly,
    TestCertificate otherHost) {

  static Certificates get() {
    return Holder.MADE;
  }

  private static Certificates make() {
    String names = "dns:" + Route.REGISTRY_NAME + ",dns:" + Route.ISSUER_NAME;
    try {
      return new Certificates(
          TestCertificate.make(names),
          TestCertificate.signedByAnAuthority(names),
          TestCertificate.make(names, "-startdate", "-10d", "-validity", "5"),
          TestCertificate.make(names, "-startdate", "+5d", "-validity", "5"),
          TestCertificate.make("dns:elsewhere.example"));
    } catch (Exception e) {
      throw new IllegalStateException("keytool made no certificate", e);
    }
  }

  private static final class Holder {
    private static final Certificates MADE = make();
  }
}
