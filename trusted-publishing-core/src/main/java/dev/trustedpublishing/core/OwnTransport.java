package dev.trustedpublishing.core;

import dev.trustedpublishing.core.transport.ApacheHttpTransport;
import dev.trustedpublishing.core.transport.TransportSettings;
import java.util.Optional;

/** The transport that is used unless the caller brings one. */
final class OwnTransport {
  private OwnTransport() {}

  static ApacheHttpTransport create() {
    return ApacheHttpTransport.create(TransportSettings.of(userAgent()));
  }

  /** Says honestly who is calling. */
  private static String userAgent() {
    String version =
        Optional.ofNullable(OwnTransport.class.getPackage().getImplementationVersion())
            .orElse("development");
    return "trusted-publishing-jvm/" + version + " (+java " + Runtime.version().feature() + ")";
  }
}
