/**
 * The API that SPI authors and callers share: the SPIs, the value types, and the errors. Depends
 * only on annotations.
 */
module dev.trustedpublishing.api {
  requires static org.apiguardian.api;
  requires static transitive org.jspecify;

  exports dev.trustedpublishing.api;
  exports dev.trustedpublishing.api.artifact;
  exports dev.trustedpublishing.api.http;
  exports dev.trustedpublishing.api.identity;
  exports dev.trustedpublishing.api.json;
  exports dev.trustedpublishing.api.spi;
}
