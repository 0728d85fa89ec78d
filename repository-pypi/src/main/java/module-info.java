/**
 * Publishes wheels and source distributions to PyPI, TestPyPI and every index that uses the same
 * protocol.
 */
module dev.trustedpublishing.repository.pypi {
  requires transitive dev.trustedpublishing.api;
  requires dev.trustedpublishing.support;
  requires static org.apiguardian.api;
  // Used by tests only, which create archives.
  requires static org.apache.commons.compress;
  requires static org.jspecify;
  requires org.jsoup;

  exports dev.trustedpublishing.repository.pypi;

  provides dev.trustedpublishing.api.spi.PackageRepository with
      dev.trustedpublishing.repository.pypi.PyPiRepository;
}
