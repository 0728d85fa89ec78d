/** Identity tokens from GitHub Actions and from runners that speak its protocol. */
module dev.trustedpublishing.provider.github {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.provider.github;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      dev.trustedpublishing.provider.github.GitHubActions;
}
