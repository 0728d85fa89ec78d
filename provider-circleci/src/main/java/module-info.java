/** Identity tokens that CircleCI issues through its command. */
module dev.trustedpublishing.provider.circleci {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.provider.circleci;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      dev.trustedpublishing.provider.circleci.CircleCi;
}
