/** Provides identity tokens of CircleCI jobs. */
module com.example.circleci {
  requires dev.trustedpublishing.api;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      com.example.circleci.CircleCi;
}
