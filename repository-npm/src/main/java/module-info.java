/** Publishes packed packages to npm registries, with a token for each package. */
module dev.trustedpublishing.repository.npm {
  requires transitive dev.trustedpublishing.api;
  requires dev.trustedpublishing.support;
  requires static org.apiguardian.api;
  // Tests pack archives with it.
  requires static dev.trustedpublishing.internal;
  requires static org.jspecify;

  exports dev.trustedpublishing.repository.npm;
  exports dev.trustedpublishing.repository.npm.options;

  provides dev.trustedpublishing.api.spi.PackageRepository with
      dev.trustedpublishing.repository.npm.NpmRepository;
}
