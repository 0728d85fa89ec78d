/** Publishes crates to crates.io. */
module com.example.crates {
  requires dev.trustedpublishing.api;
  requires dev.trustedpublishing.support;
  // Tests pack crates with it.
  requires static org.apache.commons.compress;

  provides dev.trustedpublishing.api.spi.PackageRepository with
      com.example.crates.CratesIo;
}
