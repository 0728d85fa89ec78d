/** Identity tokens that Buildkite issues through its agent. */
module dev.trustedpublishing.provider.buildkite {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.provider.buildkite;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      dev.trustedpublishing.provider.buildkite.Buildkite;
}
