package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;

/** An answer that does not stand up to verification; another attempt does not help. */
final class Untrusted {
  private Untrusted() {}

  static TrustedPublishingException certificate(String found, String expected) {
    return error("The certificate from the Sigstore instance can't be trusted.", found, expected);
  }

  static TrustedPublishingException entry(String found, String expected) {
    return error(
        "The entry from the transparency log of the Sigstore instance can't be trusted.",
        found,
        expected);
  }

  private static TrustedPublishingException error(String what, String found, String expected) {
    return Problem.of(ErrorCode.PUBLISH_SIGNING_UNTRUSTED, what)
        .found(SafeText.shown(found))
        .expected(expected)
        .remedy(
            "Update this library: the instance may have new keys. If it is a private instance, get"
                + " its current description from its operators. Otherwise something between this"
                + " job and the instance changes its responses.")
        .toException(Stage.ATTEST);
  }
}
