/**
 * Publishes files from CI jobs without a stored secret: {@link
 * dev.trustedpublishing.core.TrustedPublisher}.
 */
module dev.trustedpublishing.core {
  requires com.fasterxml.jackson.core;
  requires dev.failsafe.core;
  requires dev.trustedpublishing.internal;
  requires static org.apiguardian.api;
  requires static transitive org.jspecify;
  requires transitive dev.trustedpublishing.api;
  requires transitive dev.trustedpublishing.audit;
  requires transitive org.slf4j;

  exports dev.trustedpublishing.core;
  exports dev.trustedpublishing.core.report;
  exports dev.trustedpublishing.core.settings;

  uses dev.trustedpublishing.api.spi.Attestor;
  uses dev.trustedpublishing.api.spi.IdentityProvider;
  uses dev.trustedpublishing.api.spi.PackageRepository;
  uses dev.trustedpublishing.audit.AuditSinkProvider;
}
