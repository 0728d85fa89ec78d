/**
 * Publishes wheels and source distributions to PyPI, TestPyPI and every index that uses the same
 * protocol.
 */
module dev.trustedpublishing.repository.pypi {
  requires transitive dev.trustedpublishing.api;
  requires dev.trustedpublishing.support;
  requires static org.apiguardian.api;
  requires static org.jspecify;
  requires dev.trustedpublishing.internal;

  exports dev.trustedpublishing.repository.pypi;

  provides dev.trustedpublishing.api.spi.PackageRepository with
      dev.trustedpublishing.repository.pypi.PyPiRepository;
}
