/** Releases from the module path. */
module com.example.release {
  requires dev.trustedpublishing.api;
  requires dev.trustedpublishing.audit;
  requires dev.trustedpublishing.core;

  // Core has no descriptor yet; with these, Java resolves the modules that provide them.
  uses dev.trustedpublishing.api.spi.IdentityProvider;
  uses dev.trustedpublishing.api.spi.PackageRepository;
}
