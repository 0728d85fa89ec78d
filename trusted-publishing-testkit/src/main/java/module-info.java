/** An embedded OIDC issuer and embedded registries that verify everything, for tests. */
module dev.trustedpublishing.testkit {
  requires dev.trustedpublishing.internal;
  requires java.management;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.apache.commons.fileupload2.core;
  requires org.objectweb.asm;
  requires static org.apiguardian.api;
  requires static transitive org.jspecify;
  // For the contracts only.
  requires static transitive org.junit.jupiter.api;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive dev.trustedpublishing.api;

  exports dev.trustedpublishing.testkit;
  exports dev.trustedpublishing.testkit.ci;
  exports dev.trustedpublishing.testkit.contract;
  exports dev.trustedpublishing.testkit.fault;
  exports dev.trustedpublishing.testkit.http;
  exports dev.trustedpublishing.testkit.oidc;
  exports dev.trustedpublishing.testkit.registry;
  exports dev.trustedpublishing.testkit.registry.npm;
  exports dev.trustedpublishing.testkit.registry.npm.model;
  exports dev.trustedpublishing.testkit.registry.pypi;
  exports dev.trustedpublishing.testkit.registry.pypi.model;
  exports dev.trustedpublishing.testkit.registry.pypi.publisher;
  exports dev.trustedpublishing.testkit.sigstore;

  // The contracts look for the implementation under test.
  uses dev.trustedpublishing.api.spi.Attestor;
  uses dev.trustedpublishing.api.spi.IdentityProvider;
  uses dev.trustedpublishing.api.spi.PackageRepository;
}
