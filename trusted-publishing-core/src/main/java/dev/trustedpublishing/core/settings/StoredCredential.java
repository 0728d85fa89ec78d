package dev.trustedpublishing.core.settings;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;

/**
 * The caller's user name and password for an index without trusted publishing. Immutable.
 *
 * @param user the user name, not blank
 * @param password the password
 */
public record StoredCredential(String user, Secret password) {

  /** Checks that they are valid in a header; the message does not show them. */
  public StoredCredential {
    if (user.isBlank()
        || user.indexOf(':') >= 0
        || user.chars().anyMatch(Character::isISOControl)) {
      throw refused("a user name that is blank or contains a colon or a control character");
    }
    if (!password.isHeaderSafe()) {
      throw refused("a password with a space, a line break, or a non-ASCII character");
    }
  }

  private static TrustedPublishingException refused(String found) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The stored credential is invalid.")
        .found(found)
        .expected("a user name, and a password of visible ASCII characters")
        .remedy("Copy them again; a trailing line break is the usual reason.")
        .toException(Stage.PLAN);
  }
}
