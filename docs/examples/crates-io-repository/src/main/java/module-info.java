/** Publishes crates to crates.io. */
module com.example.crates {
  requires dev.trustedpublishing.api;
  requires org.apache.commons.compress;

  provides dev.trustedpublishing.api.spi.PackageRepository with
      com.example.crates.CratesIo;
}
