package dev.trustedpublishing.api;

import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stable code for one kind of error, such as {@code exchange.no-publisher}. Programs may compare
 * it; its meaning never changes. SPI jars may define their own codes with one of the known
 * prefixes. Immutable.
 *
 * @param value the code: a category's prefix, a dot, and lower-case words joined by hyphens
 */
public record ErrorCode(String value) {
  private static final Pattern FORM =
      Pattern.compile("(usage|identity|exchange|publish|temporary|internal)\\.[a-z][a-z0-9-]*");

  /** The given files, options, or configuration are invalid or contradict each other. */
  public static final ErrorCode USAGE_INVALID_OPTION = new ErrorCode("usage.invalid-option");

  /** There is nothing to publish. */
  public static final ErrorCode USAGE_NOTHING_TO_PUBLISH =
      new ErrorCode("usage.nothing-to-publish");

  /** The registry does not accept this type of file. */
  public static final ErrorCode USAGE_UNSUPPORTED_FILE = new ErrorCode("usage.unsupported-file");

  /** The files belong to several releases, which is allowed. */
  public static final ErrorCode USAGE_SEVERAL_RELEASES = new ErrorCode("usage.several-releases");

  /** Two files have the same name. */
  public static final ErrorCode USAGE_DUPLICATE_FILE = new ErrorCode("usage.duplicate-file");

  /** A file can't be read. */
  public static final ErrorCode USAGE_ARTIFACT_UNREADABLE =
      new ErrorCode("usage.artifact-unreadable");

  /** A file changed after it was planned. */
  public static final ErrorCode USAGE_ARTIFACT_CHANGED = new ErrorCode("usage.artifact-changed");

  /** No repository has that name or accepts that URL. */
  public static final ErrorCode USAGE_UNKNOWN_REPOSITORY =
      new ErrorCode("usage.unknown-repository");

  /** A URL is invalid. */
  public static final ErrorCode USAGE_INVALID_URL = new ErrorCode("usage.invalid-url");

  /** The repository has no default URL, and none is configured. */
  public static final ErrorCode USAGE_NO_REGISTRY = new ErrorCode("usage.no-registry");

  /** A package belongs to another registry. */
  public static final ErrorCode USAGE_OTHER_REGISTRY = new ErrorCode("usage.other-registry");

  /** A configuration file is invalid. */
  public static final ErrorCode USAGE_CONFIGURATION = new ErrorCode("usage.configuration");

  /** Two SPI jars have the same id. */
  public static final ErrorCode USAGE_SPI_DUPLICATE = new ErrorCode("usage.spi-duplicate");

  /** An SPI jar can't be loaded. */
  public static final ErrorCode USAGE_SPI_BROKEN = new ErrorCode("usage.spi-broken");

  /** A library on the class path is too old or missing. */
  public static final ErrorCode USAGE_LIBRARY_TOO_OLD = new ErrorCode("usage.library-too-old");

  /** The file of additional certificate authorities is invalid. */
  public static final ErrorCode USAGE_CA_BUNDLE = new ErrorCode("usage.ca-bundle");

  /** The server's certificate is not trusted. */
  public static final ErrorCode USAGE_TLS_UNTRUSTED = new ErrorCode("usage.tls-untrusted");

  /** The server does not support the required TLS. */
  public static final ErrorCode USAGE_TLS_UNSUPPORTED = new ErrorCode("usage.tls-unsupported");

  /** The proxy configuration in the environment is invalid. */
  public static final ErrorCode USAGE_PROXY = new ErrorCode("usage.proxy");

  /** The proxy requires a user name and password, or different ones. */
  public static final ErrorCode USAGE_PROXY_AUTH = new ErrorCode("usage.proxy-auth");

  /** The server returned a redirect, which is not followed. */
  public static final ErrorCode USAGE_UNEXPECTED_REDIRECT =
      new ErrorCode("usage.unexpected-redirect");

  /** A progress listener threw an exception; publishing was not affected. */
  public static final ErrorCode USAGE_LISTENER_FAILED = new ErrorCode("usage.listener-failed");

  /** An audit sink threw an exception; publishing was not affected. */
  public static final ErrorCode USAGE_SINK_FAILED = new ErrorCode("usage.sink-failed");

  /** Java prints requests with the secrets in them. */
  public static final ErrorCode USAGE_SECRETS_LOGGED = new ErrorCode("usage.secrets-logged");

  /**
   * The job's environment or files contain a long-lived secret, which trusted publishing replaces.
   */
  public static final ErrorCode USAGE_STORED_SECRET = new ErrorCode("usage.stored-secret");

  /** A proxy is configured, but connections do not use it. */
  public static final ErrorCode USAGE_PROXY_IGNORED = new ErrorCode("usage.proxy-ignored");

  /** No supported CI environment was detected. */
  public static final ErrorCode IDENTITY_NONE_DETECTED = new ErrorCode("identity.none-detected");

  /** The CI system is present, but the job may not request an identity token. */
  public static final ErrorCode IDENTITY_PERMISSION_MISSING =
      new ErrorCode("identity.permission-missing");

  /** Several providers are available, and none was selected. */
  public static final ErrorCode IDENTITY_AMBIGUOUS = new ErrorCode("identity.ambiguous");

  /** The URL of the CI system's token endpoint is not trusted. */
  public static final ErrorCode IDENTITY_BAD_ENDPOINT = new ErrorCode("identity.bad-endpoint");

  /** The CI system rejected to issue an identity token. */
  public static final ErrorCode IDENTITY_REFUSED = new ErrorCode("identity.refused");

  /** The identity token is not a readable JWT. */
  public static final ErrorCode IDENTITY_MALFORMED = new ErrorCode("identity.malformed");

  /** The identity token has the wrong audience. */
  public static final ErrorCode IDENTITY_WRONG_AUDIENCE = new ErrorCode("identity.wrong-audience");

  /** The identity token has expired, or is about to expire. */
  public static final ErrorCode IDENTITY_EXPIRED = new ErrorCode("identity.expired");

  /** The identity token is not valid yet. */
  public static final ErrorCode IDENTITY_NOT_YET_VALID = new ErrorCode("identity.not-yet-valid");

  /** The CI system issues only tokens that the job declares, and none matches. */
  public static final ErrorCode IDENTITY_NOT_DECLARED = new ErrorCode("identity.not-declared");

  /** The identity token was not issued by the detected CI system. */
  public static final ErrorCode IDENTITY_WRONG_ISSUER = new ErrorCode("identity.wrong-issuer");

  /** The CI system imitates another one; its tokens have its own issuer. */
  public static final ErrorCode IDENTITY_IMITATED_SYSTEM =
      new ErrorCode("identity.imitated-system");

  /** The identity token is not signed by its issuer. */
  public static final ErrorCode IDENTITY_BAD_SIGNATURE = new ErrorCode("identity.bad-signature");

  /** The command that prints an identity token failed. */
  public static final ErrorCode IDENTITY_TOOL_FAILED = new ErrorCode("identity.tool-failed");

  /** Everyone on the machine can read the file with the identity token. */
  public static final ErrorCode IDENTITY_FILE_EXPOSED = new ErrorCode("identity.file-exposed");

  /** The clock of this machine and that of the CI system differ. */
  public static final ErrorCode IDENTITY_CLOCK_SKEW = new ErrorCode("identity.clock-skew");

  /** The registry rejects jobs like this one, or may reject them; nothing was sent to it. */
  public static final ErrorCode EXCHANGE_WOULD_BE_REFUSED =
      new ErrorCode("exchange.would-be-refused");

  /** The registry has disabled trusted publishing. */
  public static final ErrorCode EXCHANGE_DISABLED = new ErrorCode("exchange.disabled");

  /** The registry does not support trusted publishing. */
  public static final ErrorCode EXCHANGE_UNSUPPORTED = new ErrorCode("exchange.unsupported");

  /** The registry requests an audience other than the known one. */
  public static final ErrorCode EXCHANGE_UNEXPECTED_AUDIENCE =
      new ErrorCode("exchange.unexpected-audience");

  /** No trusted publisher is registered that matches the claims. */
  public static final ErrorCode EXCHANGE_NO_PUBLISHER = new ErrorCode("exchange.no-publisher");

  /** The registry rejected the identity token as invalid. */
  public static final ErrorCode EXCHANGE_INVALID_TOKEN = new ErrorCode("exchange.invalid-token");

  /** The job differs from the expected registration. */
  public static final ErrorCode EXCHANGE_REGISTRATION_DIFFERS =
      new ErrorCode("exchange.registration-differs");

  /** The exchange changes something at the registry, even if nothing is published. */
  public static final ErrorCode EXCHANGE_SIDE_EFFECT = new ErrorCode("exchange.side-effect");

  /** The identity token was used before. */
  public static final ErrorCode EXCHANGE_REUSED = new ErrorCode("exchange.reused");

  /** The pending publisher names a project that already exists. */
  public static final ErrorCode EXCHANGE_PENDING_INVALID =
      new ErrorCode("exchange.pending-invalid");

  /** The registry could not read the request. */
  public static final ErrorCode EXCHANGE_BAD_REQUEST = new ErrorCode("exchange.bad-request");

  /** The registry rejected it with an unknown message. */
  public static final ErrorCode EXCHANGE_REJECTED = new ErrorCode("exchange.rejected");

  /** The response was lost, and no other identity token is available. */
  public static final ErrorCode EXCHANGE_IDENTITY_SPENT = new ErrorCode("exchange.identity-spent");

  /** The API token had expired when it arrived. */
  public static final ErrorCode EXCHANGE_EXPIRED_ON_ARRIVAL =
      new ErrorCode("exchange.expired-on-arrival");

  /** The registry has different content under that name. */
  public static final ErrorCode PUBLISH_CONFLICT = new ErrorCode("publish.conflict");

  /** The registry has the same content under another name. */
  public static final ErrorCode PUBLISH_DUPLICATE_CONTENT =
      new ErrorCode("publish.duplicate-content");

  /** The name was used by a file that was deleted since. */
  public static final ErrorCode PUBLISH_NAME_BURNED = new ErrorCode("publish.name-burned");

  /** The release accepts no more files. */
  public static final ErrorCode PUBLISH_RELEASE_CLOSED = new ErrorCode("publish.release-closed");

  /** The release already has a source distribution. */
  public static final ErrorCode PUBLISH_SECOND_SDIST = new ErrorCode("publish.second-sdist");

  /** The file is larger than the registry allows. */
  public static final ErrorCode PUBLISH_FILE_TOO_LARGE = new ErrorCode("publish.file-too-large");

  /** The project has used all of its space. */
  public static final ErrorCode PUBLISH_PROJECT_FULL = new ErrorCode("publish.project-full");

  /** The file name does not match the content. */
  public static final ErrorCode PUBLISH_INVALID_FILENAME =
      new ErrorCode("publish.invalid-filename");

  /** The metadata violates a rule. */
  public static final ErrorCode PUBLISH_INVALID_METADATA =
      new ErrorCode("publish.invalid-metadata");

  /** The archive is broken or has a rejected form. */
  public static final ErrorCode PUBLISH_INVALID_ARCHIVE = new ErrorCode("publish.invalid-archive");

  /** The package declares that it must not be published. */
  public static final ErrorCode PUBLISH_PRIVATE = new ErrorCode("publish.private");

  /** The version needs an explicit tag. */
  public static final ErrorCode PUBLISH_TAG_REQUIRED = new ErrorCode("publish.tag-required");

  /** The registry holds the file back until a maintainer approves it. */
  public static final ErrorCode PUBLISH_AWAITS_APPROVAL = new ErrorCode("publish.awaits-approval");

  /** The received bytes differ from the announced digest. */
  public static final ErrorCode PUBLISH_DIGEST_MISMATCH = new ErrorCode("publish.digest-mismatch");

  /** An attestation is broken, or is not for the file next to it. */
  public static final ErrorCode PUBLISH_ATTESTATION_INVALID =
      new ErrorCode("publish.attestation-invalid");

  /** A file has no attestation, and the caller requires one. */
  public static final ErrorCode PUBLISH_ATTESTATION_MISSING =
      new ErrorCode("publish.attestation-missing");

  /** The registry rejected an attestation. */
  public static final ErrorCode PUBLISH_ATTESTATION_REJECTED =
      new ErrorCode("publish.attestation-rejected");

  /** A public log has an attestation that was not published. */
  public static final ErrorCode PUBLISH_ATTESTATION_UNUSED =
      new ErrorCode("publish.attestation-unused");

  /** The service that signs attestations, or its log, rejected a request. */
  public static final ErrorCode PUBLISH_SIGNING_REJECTED =
      new ErrorCode("publish.signing-rejected");

  /** A response of the service that signs attestations, or of its log, can't be trusted. */
  public static final ErrorCode PUBLISH_SIGNING_UNTRUSTED =
      new ErrorCode("publish.signing-untrusted");

  /** The API token may not publish this. */
  public static final ErrorCode PUBLISH_FORBIDDEN = new ErrorCode("publish.forbidden");

  /** The API token expired before the upload was complete. */
  public static final ErrorCode PUBLISH_TOKEN_EXPIRED = new ErrorCode("publish.token-expired");

  /** The registry rejected it with an unknown message. */
  public static final ErrorCode PUBLISH_REJECTED = new ErrorCode("publish.rejected");

  /** It is unknown whether the registry has the file; a warning. */
  public static final ErrorCode PUBLISH_PRESENCE_UNKNOWN =
      new ErrorCode("publish.presence-unknown");

  /** It is unknown whether the registry accepted the file. */
  public static final ErrorCode PUBLISH_OUTCOME_UNKNOWN = new ErrorCode("publish.outcome-unknown");

  /** A host name could not be resolved. */
  public static final ErrorCode TEMPORARY_DNS = new ErrorCode("temporary.dns");

  /** No connection could be established. */
  public static final ErrorCode TEMPORARY_CONNECT = new ErrorCode("temporary.connect");

  /** The proxy did not open a tunnel. */
  public static final ErrorCode TEMPORARY_PROXY = new ErrorCode("temporary.proxy");

  /** The TLS connection could not be established. */
  public static final ErrorCode TEMPORARY_TLS = new ErrorCode("temporary.tls");

  /** The connection was lost. */
  public static final ErrorCode TEMPORARY_CONNECTION_LOST =
      new ErrorCode("temporary.connection-lost");

  /** The other side took too long. */
  public static final ErrorCode TEMPORARY_TIMEOUT = new ErrorCode("temporary.timeout");

  /** The response does not follow the protocol. */
  public static final ErrorCode TEMPORARY_UNEXPECTED_ANSWER =
      new ErrorCode("temporary.unexpected-answer");

  /** The CI system's token endpoint does not work at the moment. */
  public static final ErrorCode TEMPORARY_IDENTITY_ENDPOINT =
      new ErrorCode("temporary.identity-endpoint");

  /** The registry has an internal error. */
  public static final ErrorCode TEMPORARY_REGISTRY_ERROR =
      new ErrorCode("temporary.registry-error");

  /** The registry accepts no uploads at the moment. */
  public static final ErrorCode TEMPORARY_REGISTRY_CLOSED =
      new ErrorCode("temporary.registry-closed");

  /** The registry rate-limited this client. */
  public static final ErrorCode TEMPORARY_RATE_LIMITED = new ErrorCode("temporary.rate-limited");

  /** An API token could not be revoked; it expires. */
  public static final ErrorCode TEMPORARY_NOT_REVOKED = new ErrorCode("temporary.not-revoked");

  /** The run was interrupted. */
  public static final ErrorCode TEMPORARY_INTERRUPTED = new ErrorCode("temporary.interrupted");

  /** The library violated one of its own rules; please report it. */
  public static final ErrorCode INTERNAL_BUG = new ErrorCode("internal.bug");

  /** Checks the form. */
  public ErrorCode {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "An error code must have the form 'publish.some-words', found '"
              + SafeText.shown(value)
              + "'.");
    }
  }

  /**
   * Returns the class of the error.
   *
   * @return the category of the prefix; {@code publish.outcome-unknown} has its own
   */
  public ErrorCategory category() {
    if (value.equals("publish.outcome-unknown")) {
      return ErrorCategory.OUTCOME_UNKNOWN;
    }
    String prefix = value.substring(0, value.indexOf('.'));
    for (ErrorCategory category : ErrorCategory.values()) {
      if (category.prefix().equals(prefix)) {
        return category;
      }
    }
    throw new NoSuchElementException(value);
  }

  // Written out as in Problem.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ErrorCode code && value.equals(code.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
