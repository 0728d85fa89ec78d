package dev.trustedpublishing.api;

import java.util.regex.Pattern;

/**
 * A stable name for one kind of error, such as {@code exchange.no-publisher}. Programs may compare
 * it, people may search for it; it never changes its meaning. SPI jars may have codes of their own,
 * with one of the known prefixes. Immutable.
 *
 * @param value the code: a category's prefix, a dot, and lower-case words joined by hyphens
 */
public record ErrorCode(String value) {
  private static final Pattern FORM =
      Pattern.compile("(usage|identity|exchange|publish|temporary|internal)\\.[a-z][a-z0-9-]*");

  /** The files, options or configuration that were given make no sense together. */
  public static final ErrorCode USAGE_INVALID_OPTION = new ErrorCode("usage.invalid-option");

  /** There is nothing to publish. */
  public static final ErrorCode USAGE_NOTHING_TO_PUBLISH =
      new ErrorCode("usage.nothing-to-publish");

  /** A file is of a kind that the registry does not take. */
  public static final ErrorCode USAGE_UNSUPPORTED_FILE = new ErrorCode("usage.unsupported-file");

  /** The files belong to several releases, which is allowed. */
  public static final ErrorCode USAGE_SEVERAL_RELEASES = new ErrorCode("usage.several-releases");

  /** Two files have the same name. */
  public static final ErrorCode USAGE_DUPLICATE_FILE = new ErrorCode("usage.duplicate-file");

  /** A file can't be read. */
  public static final ErrorCode USAGE_ARTIFACT_UNREADABLE =
      new ErrorCode("usage.artifact-unreadable");

  /** A file is not what it was when it was planned. */
  public static final ErrorCode USAGE_ARTIFACT_CHANGED = new ErrorCode("usage.artifact-changed");

  /** No repository has that name or takes that URL. */
  public static final ErrorCode USAGE_UNKNOWN_REPOSITORY =
      new ErrorCode("usage.unknown-repository");

  /** A URL can't be used. */
  public static final ErrorCode USAGE_INVALID_URL = new ErrorCode("usage.invalid-url");

  /** The repository has no address of its own, and none is configured. */
  public static final ErrorCode USAGE_NO_REGISTRY = new ErrorCode("usage.no-registry");

  /** A package says that it belongs to another registry. */
  public static final ErrorCode USAGE_OTHER_REGISTRY = new ErrorCode("usage.other-registry");

  /** A configuration file can't be used. */
  public static final ErrorCode USAGE_CONFIGURATION = new ErrorCode("usage.configuration");

  /** Two SPI jars have one id. */
  public static final ErrorCode USAGE_SPI_DUPLICATE = new ErrorCode("usage.spi-duplicate");

  /** An SPI jar can't be loaded. */
  public static final ErrorCode USAGE_SPI_BROKEN = new ErrorCode("usage.spi-broken");

  /** The file with further certificates of authorities can't be used. */
  public static final ErrorCode USAGE_CA_BUNDLE = new ErrorCode("usage.ca-bundle");

  /** The server's certificate is not trusted. */
  public static final ErrorCode USAGE_TLS_UNTRUSTED = new ErrorCode("usage.tls-untrusted");

  /** The server does not speak TLS as it has to. */
  public static final ErrorCode USAGE_TLS_UNSUPPORTED = new ErrorCode("usage.tls-unsupported");

  /** The proxy that the environment names can't be used. */
  public static final ErrorCode USAGE_PROXY = new ErrorCode("usage.proxy");

  /** The proxy wants a user name and password, or others. */
  public static final ErrorCode USAGE_PROXY_AUTH = new ErrorCode("usage.proxy-auth");

  /** The server answered with a redirect where none is followed. */
  public static final ErrorCode USAGE_UNEXPECTED_REDIRECT =
      new ErrorCode("usage.unexpected-redirect");

  /** A progress listener threw; publishing was not affected. */
  public static final ErrorCode USAGE_LISTENER_FAILED = new ErrorCode("usage.listener-failed");

  /** An audit sink threw; publishing was not affected. */
  public static final ErrorCode USAGE_SINK_FAILED = new ErrorCode("usage.sink-failed");

  /** Java or its HTTP client was told to print requests, with the secrets in them. */
  public static final ErrorCode USAGE_SECRETS_LOGGED = new ErrorCode("usage.secrets-logged");

  /**
   * A long-lived secret lies in the job's environment or files, which trusted publishing replaces.
   */
  public static final ErrorCode USAGE_STORED_SECRET = new ErrorCode("usage.stored-secret");

  /** A proxy is configured that connections do not go through. */
  public static final ErrorCode USAGE_PROXY_IGNORED = new ErrorCode("usage.proxy-ignored");

  /** No known CI system is here. */
  public static final ErrorCode IDENTITY_NONE_DETECTED = new ErrorCode("identity.none-detected");

  /** The CI system is here, but the job may not request an identity token. */
  public static final ErrorCode IDENTITY_PERMISSION_MISSING =
      new ErrorCode("identity.permission-missing");

  /** Several providers could give an identity and nobody chose. */
  public static final ErrorCode IDENTITY_AMBIGUOUS = new ErrorCode("identity.ambiguous");

  /** The address of the CI system's token endpoint can't be trusted. */
  public static final ErrorCode IDENTITY_BAD_ENDPOINT = new ErrorCode("identity.bad-endpoint");

  /** The CI system refused to give an identity token. */
  public static final ErrorCode IDENTITY_REFUSED = new ErrorCode("identity.refused");

  /** The identity token is no readable JWT. */
  public static final ErrorCode IDENTITY_MALFORMED = new ErrorCode("identity.malformed");

  /** The identity token is for somebody else. */
  public static final ErrorCode IDENTITY_WRONG_AUDIENCE = new ErrorCode("identity.wrong-audience");

  /** The identity token has expired, or is about to. */
  public static final ErrorCode IDENTITY_EXPIRED = new ErrorCode("identity.expired");

  /** The identity token is not valid yet. */
  public static final ErrorCode IDENTITY_NOT_YET_VALID = new ErrorCode("identity.not-yet-valid");

  /** The CI system gives only tokens that the job declares, and the job declares none that fits. */
  public static final ErrorCode IDENTITY_NOT_DECLARED = new ErrorCode("identity.not-declared");

  /** The identity token was not issued by the CI system that gave it. */
  public static final ErrorCode IDENTITY_WRONG_ISSUER = new ErrorCode("identity.wrong-issuer");

  /** The CI system imitates another one; its tokens are those of its own. */
  public static final ErrorCode IDENTITY_IMITATED_SYSTEM =
      new ErrorCode("identity.imitated-system");

  /** The identity token is not signed by its issuer. */
  public static final ErrorCode IDENTITY_BAD_SIGNATURE = new ErrorCode("identity.bad-signature");

  /** The command that should print an identity token did not. */
  public static final ErrorCode IDENTITY_TOOL_FAILED = new ErrorCode("identity.tool-failed");

  /** The file that holds the identity token can be read by everybody on the machine. */
  public static final ErrorCode IDENTITY_FILE_EXPOSED = new ErrorCode("identity.file-exposed");

  /** The clock of this machine and that of the CI system differ. */
  public static final ErrorCode IDENTITY_CLOCK_SKEW = new ErrorCode("identity.clock-skew");

  /** The registry refuses jobs like this one, or probably does; nothing was sent to it. */
  public static final ErrorCode EXCHANGE_WOULD_BE_REFUSED =
      new ErrorCode("exchange.would-be-refused");

  /** The registry has switched trusted publishing off. */
  public static final ErrorCode EXCHANGE_DISABLED = new ErrorCode("exchange.disabled");

  /** The registry does not know trusted publishing. */
  public static final ErrorCode EXCHANGE_UNSUPPORTED = new ErrorCode("exchange.unsupported");

  /** The registry wants another audience than the one that is known for it. */
  public static final ErrorCode EXCHANGE_UNEXPECTED_AUDIENCE =
      new ErrorCode("exchange.unexpected-audience");

  /** No trusted publisher is registered that matches the claims. */
  public static final ErrorCode EXCHANGE_NO_PUBLISHER = new ErrorCode("exchange.no-publisher");

  /** The registry does not accept the identity token as genuine. */
  public static final ErrorCode EXCHANGE_INVALID_TOKEN = new ErrorCode("exchange.invalid-token");

  /** The job is not the one that is expected to be registered. */
  public static final ErrorCode EXCHANGE_REGISTRATION_DIFFERS =
      new ErrorCode("exchange.registration-differs");

  /** The exchange changes something at the registry, also if nothing is published. */
  public static final ErrorCode EXCHANGE_SIDE_EFFECT = new ErrorCode("exchange.side-effect");

  /** The identity token was used before. */
  public static final ErrorCode EXCHANGE_REUSED = new ErrorCode("exchange.reused");

  /** The pending publisher names a project that exists already. */
  public static final ErrorCode EXCHANGE_PENDING_INVALID =
      new ErrorCode("exchange.pending-invalid");

  /** The registry could not read the request. */
  public static final ErrorCode EXCHANGE_BAD_REQUEST = new ErrorCode("exchange.bad-request");

  /** The registry said no in words that are not known here. */
  public static final ErrorCode EXCHANGE_REJECTED = new ErrorCode("exchange.rejected");

  /** The answer was lost, and the identity token can't be had again. */
  public static final ErrorCode EXCHANGE_IDENTITY_SPENT = new ErrorCode("exchange.identity-spent");

  /** The API token had expired when it arrived. */
  public static final ErrorCode EXCHANGE_EXPIRED_ON_ARRIVAL =
      new ErrorCode("exchange.expired-on-arrival");

  /** The registry holds other content under that name. */
  public static final ErrorCode PUBLISH_CONFLICT = new ErrorCode("publish.conflict");

  /** The registry holds the same content under another name. */
  public static final ErrorCode PUBLISH_DUPLICATE_CONTENT =
      new ErrorCode("publish.duplicate-content");

  /** The name was used by a file that was deleted since. */
  public static final ErrorCode PUBLISH_NAME_BURNED = new ErrorCode("publish.name-burned");

  /** The release takes no more files. */
  public static final ErrorCode PUBLISH_RELEASE_CLOSED = new ErrorCode("publish.release-closed");

  /** The release has a source distribution already. */
  public static final ErrorCode PUBLISH_SECOND_SDIST = new ErrorCode("publish.second-sdist");

  /** The file is larger than the registry allows. */
  public static final ErrorCode PUBLISH_FILE_TOO_LARGE = new ErrorCode("publish.file-too-large");

  /** The project has used up its space. */
  public static final ErrorCode PUBLISH_PROJECT_FULL = new ErrorCode("publish.project-full");

  /** The file name does not say what the file is. */
  public static final ErrorCode PUBLISH_INVALID_FILENAME =
      new ErrorCode("publish.invalid-filename");

  /** The metadata breaks a rule. */
  public static final ErrorCode PUBLISH_INVALID_METADATA =
      new ErrorCode("publish.invalid-metadata");

  /** The archive is broken or of a form that is refused. */
  public static final ErrorCode PUBLISH_INVALID_ARCHIVE = new ErrorCode("publish.invalid-archive");

  /** The package says of itself that it must not be published. */
  public static final ErrorCode PUBLISH_PRIVATE = new ErrorCode("publish.private");

  /** The version needs a tag that somebody chose. */
  public static final ErrorCode PUBLISH_TAG_REQUIRED = new ErrorCode("publish.tag-required");

  /** The registry holds the file back until a person lets it go. */
  public static final ErrorCode PUBLISH_AWAITS_APPROVAL = new ErrorCode("publish.awaits-approval");

  /** The bytes that arrived are not the bytes that were announced. */
  public static final ErrorCode PUBLISH_DIGEST_MISMATCH = new ErrorCode("publish.digest-mismatch");

  /** An attestation is broken, or is not for the file that it lies beside. */
  public static final ErrorCode PUBLISH_ATTESTATION_INVALID =
      new ErrorCode("publish.attestation-invalid");

  /** A file has no attestation, and the caller wants one. */
  public static final ErrorCode PUBLISH_ATTESTATION_MISSING =
      new ErrorCode("publish.attestation-missing");

  /** The registry does not take an attestation. */
  public static final ErrorCode PUBLISH_ATTESTATION_REJECTED =
      new ErrorCode("publish.attestation-rejected");

  /** The API token may not publish this. */
  public static final ErrorCode PUBLISH_FORBIDDEN = new ErrorCode("publish.forbidden");

  /** The API token expired before the file was in. */
  public static final ErrorCode PUBLISH_TOKEN_EXPIRED = new ErrorCode("publish.token-expired");

  /** The registry said no in words that are not known here. */
  public static final ErrorCode PUBLISH_REJECTED = new ErrorCode("publish.rejected");

  /** It can't be known whether the registry has the file; a warning. */
  public static final ErrorCode PUBLISH_PRESENCE_UNKNOWN =
      new ErrorCode("publish.presence-unknown");

  /** It can't be known whether the registry took the file. */
  public static final ErrorCode PUBLISH_OUTCOME_UNKNOWN = new ErrorCode("publish.outcome-unknown");

  /** A host name could not be resolved. */
  public static final ErrorCode TEMPORARY_DNS = new ErrorCode("temporary.dns");

  /** No connection could be made. */
  public static final ErrorCode TEMPORARY_CONNECT = new ErrorCode("temporary.connect");

  /** The proxy made no tunnel. */
  public static final ErrorCode TEMPORARY_PROXY = new ErrorCode("temporary.proxy");

  /** The secure connection could not be made. */
  public static final ErrorCode TEMPORARY_TLS = new ErrorCode("temporary.tls");

  /** The connection broke. */
  public static final ErrorCode TEMPORARY_CONNECTION_LOST =
      new ErrorCode("temporary.connection-lost");

  /** The other side took too long. */
  public static final ErrorCode TEMPORARY_TIMEOUT = new ErrorCode("temporary.timeout");

  /** The answer is not what the protocol promises. */
  public static final ErrorCode TEMPORARY_UNEXPECTED_ANSWER =
      new ErrorCode("temporary.unexpected-answer");

  /** The CI system's token endpoint does not work at the moment. */
  public static final ErrorCode TEMPORARY_IDENTITY_ENDPOINT =
      new ErrorCode("temporary.identity-endpoint");

  /** The registry has a fault of its own. */
  public static final ErrorCode TEMPORARY_REGISTRY_ERROR =
      new ErrorCode("temporary.registry-error");

  /** The registry takes no uploads at the moment. */
  public static final ErrorCode TEMPORARY_REGISTRY_CLOSED =
      new ErrorCode("temporary.registry-closed");

  /** Too many requests. */
  public static final ErrorCode TEMPORARY_RATE_LIMITED = new ErrorCode("temporary.rate-limited");

  /** An API token could not be given back; it dies by itself. */
  public static final ErrorCode TEMPORARY_NOT_REVOKED = new ErrorCode("temporary.not-revoked");

  /** The run was interrupted. */
  public static final ErrorCode TEMPORARY_INTERRUPTED = new ErrorCode("temporary.interrupted");

  /** The library broke one of its own rules; please report it. */
  public static final ErrorCode INTERNAL_BUG = new ErrorCode("internal.bug");

  /** Checks the form. */
  public ErrorCode {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "An error code looks like 'publish.some-words', found '" + SafeText.shown(value) + "'.");
    }
  }

  /**
   * Returns the class of the error.
   *
   * @return the category that the prefix stands for; {@code publish.outcome-unknown} is one of its
   *     own
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
    throw new IllegalStateException("No category for " + value);
  }

  @Override
  public String toString() {
    return value;
  }
}
