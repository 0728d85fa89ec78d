/** Identity tokens that GitLab CI/CD jobs declare. */
module dev.trustedpublishing.provider.gitlab {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.provider.gitlab;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      dev.trustedpublishing.provider.gitlab.GitLabCi;
}
