/** What every package repository needs, for the modules of this project and for SPI authors. */
module dev.trustedpublishing.support {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;
  requires dev.trustedpublishing.internal;
  requires static org.jspecify;

  exports dev.trustedpublishing.support.file;
  exports dev.trustedpublishing.support.http;
  exports dev.trustedpublishing.support.publisher;
}
