/** Identity tokens of service accounts, from the metadata server of Google Cloud. */
module dev.trustedpublishing.provider.google {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.provider.google;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      dev.trustedpublishing.provider.google.GoogleCloud;
}
