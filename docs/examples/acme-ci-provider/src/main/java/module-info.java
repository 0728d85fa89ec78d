/** Provides identity tokens of Acme CI jobs. */
module com.example.acme {
  requires dev.trustedpublishing.api;

  provides dev.trustedpublishing.api.spi.IdentityProvider with
      com.example.acme.AcmeCi;
}
