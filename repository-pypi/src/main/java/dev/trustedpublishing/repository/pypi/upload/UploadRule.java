package dev.trustedpublishing.repository.pypi.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.support.file.PlanRules;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The messages of rejected uploads and their meaning: those of PyPI (Warehouse,
 * forklift/legacy.py), and those of other indexes if they differ. In the strings, {@code {file}},
 * {@code {project}}, {@code {index}} and {@code {settings}} are placeholders.
 */
enum UploadRule {
  /** "Read-only mode: Uploads are temporarily disabled." and "New uploads are ...". */
  CLOSED(
      "uploads are temporarily disabled|registration temporarily disabled",
      ErrorCode.TEMPORARY_REGISTRY_CLOSED,
      "{index} accepts no uploads at the moment.",
      "Restart the job later{status}."),

  /** "Invalid API Token: token is expired". */
  TOKEN_EXPIRED(
      "token is expired|token (has|is) expired|expired token",
      ErrorCode.PUBLISH_TOKEN_EXPIRED,
      "The API token expired before the upload of {file} was complete.",
      "The token lives 15 minutes and is checked after the whole file has arrived: use a faster"
          + " connection, or reduce the file size."),

  /** "Invalid attestations supplied during upload: ..." (Warehouse, attestations/services.py). */
  ATTESTATION(
      "invalid attestations supplied",
      ErrorCode.PUBLISH_ATTESTATION_REJECTED,
      "{index} rejected the attestations of {file}.",
      "Sign {file} again after its last build, in the trusted publisher's job, or publish without"
          + " attestations."),

  /** "This filename was previously used by a file that has since been deleted." */
  NAME_BURNED(
      "filename was previously used|filename has already been used",
      ErrorCode.PUBLISH_NAME_BURNED,
      "{file} was deleted from {index}; its name can never be used again.",
      "Publish a new version, or use another build number for a wheel."),

  /** "Uploading new files to releases older than 14 days is not allowed." */
  RELEASE_CLOSED(
      "to releases older than",
      ErrorCode.PUBLISH_RELEASE_CLOSED,
      "The release is too old for another file.",
      "Publish a new version; all files of a release must be uploaded within 14 days."),

  /** "Only one sdist may be uploaded per release." */
  SECOND_SDIST(
      "only one sdist",
      ErrorCode.PUBLISH_SECOND_SDIST,
      "The release already has a source distribution.",
      "Omit {file}, or publish a new version."),

  /** "File too large. Limit for project 'x' is 100 MB." */
  FILE_TOO_LARGE(
      "file too large|request entity too large|payload too large|content too large",
      ErrorCode.PUBLISH_FILE_TOO_LARGE,
      "{file} is larger than {index} allows.",
      "Reduce the file size (does it contain test data or debug information?), or request a higher"
          + " limit{limits}."),

  /** "Project size too large. Limit for project 'x' total size is 10 GB." */
  PROJECT_FULL(
      "project size too large",
      ErrorCode.PUBLISH_PROJECT_FULL,
      "The project {project} has used all of its space at {index}.",
      "Delete old releases that are not needed, or request a higher limit{limits}."),

  /** "The digest supplied does not match a digest calculated from the uploaded file." */
  DIGEST_MISMATCH(
      "digest supplied does not match|(checksum|digest|hash)( does)? (not match|mismatch)",
      ErrorCode.PUBLISH_DIGEST_MISMATCH,
      "{index} received different bytes of {file} than were sent.",
      "Restart the job. If it happens again, a proxy modifies uploads."),

  /** "Non-user identities can't create new projects. This was probably caused by ...". */
  OTHER_PROJECT(
      "non-user identities cannot create new projects",
      ErrorCode.PUBLISH_FORBIDDEN,
      "{index} has no project {project}, and this publisher may not create it.",
      "A pending publisher creates exactly the project that it names: compare its project name with"
          + " '{project}', at {settings}."),

  /** "The name 'x' isn't allowed.", "... is too similar ...", "... conflicts with ...". */
  NAME_NOT_FREE(
      "the name '.*' (is(n't| not) allowed|is too similar|is invalid|conflicts with)",
      ErrorCode.PUBLISH_FORBIDDEN,
      "{index} does not allow a project named {project}.",
      "Choose another name for the project."),

  /**
   * "File already exists ('f', with blake2_256 hash '...')." Others have other words, and do not
   * say whether the content is the same ({@code servers.tsv}).
   */
  ALREADY_EXISTS(
      "already exists|already been taken|updating assets?|overwrite artifact|overwriting",
      ErrorCode.PUBLISH_CONFLICT,
      "{index} has a file named {file} with different content (or this content under another"
          + " name).",
      "A published file can't be replaced: publish a new version. If the same version was built"
          + " twice, publish the first build."),

  /** Invalid API Token: OIDC scoped token is not valid for project 'x', and the like. */
  FORBIDDEN(
      "invalid api token|allowed to upload|is not valid for project|project is inactive"
          + "|owning this project|verified primary email|two-factor",
      ErrorCode.PUBLISH_FORBIDDEN,
      "The API token may not upload to {project}.",
      "Check that the trusted publisher is registered in the project {project} itself, and that the"
          + " project is neither archived nor quarantined: {settings}."),

  /** "Invalid or non-existent authentication information." */
  UNAUTHENTICATED(
      "non-existent authentication|username/password authentication",
      ErrorCode.PUBLISH_FORBIDDEN,
      "{index} no longer accepts the API token.",
      "Check whether another step of this job revoked it, and whether the publisher was removed;"
          + " then restart the job."),

  /** "Start filename for 'x' with ...", "Invalid wheel filename", "unsupported platform tag". */
  FILENAME(
      "invalid (wheel|source distribution) filename|start filename for|filename .* (is invalid"
          + "|should contain)|version in filename|unsupported platform tag|invalid build number"
          + "|cannot upload a file with|invalid file extension|filename is too long",
      ErrorCode.PUBLISH_INVALID_FILENAME,
      "{index} rejected the name {file}.",
      "Build the file again with a current build backend."),

  /** "Invalid distribution file. <detail>", "ZIP archive not accepted", "License-File ...". */
  ARCHIVE(
      "invalid distribution file|archive not accepted|does not contain the required"
          + "|does not exist in distribution file|entry points defined",
      ErrorCode.PUBLISH_INVALID_ARCHIVE,
      "{index} rejected the archive {file}.",
      "Build the file again with a current build backend{archives}."),

  /** "'x' is an invalid value for Name. Error: ...", "'X :: Y' is not a valid classifier". */
  METADATA(
      "core-metadata|invalid value for|is not a valid|is invalid for|local versions|failed to"
          + " render|introduced in metadata version|classifier|direct dependency|is a required"
          + " field|has invalid data",
      ErrorCode.PUBLISH_INVALID_METADATA,
      "{index} rejected the metadata of {file}.",
      "Correct the field that the server names in the project's configuration, and build again.");

  private final Pattern words;

  /** The stable code. */
  @SuppressWarnings("ImmutableEnumChecker") // A record of one text.
  final ErrorCode code;

  /** What is wrong, with placeholders. */
  final String what;

  /** What to do, with placeholders. */
  final String remedy;

  UploadRule(String words, ErrorCode code, String what, String remedy) {
    this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    this.code = code;
    this.what = what;
    this.remedy = remedy;
  }

  /**
   * Finds the rule that a server other than PyPI means.
   *
   * @param status the status of the response
   * @param sentence the server's sentence
   * @return the rule, by the words of known servers, then by those of PyPI
   */
  static Optional<UploadRule> of(int status, String sentence) {
    String lower = sentence.toLowerCase(Locale.ROOT);
    return PlanRules.lines(UploadRule.class.getResourceAsStream("servers.tsv")).stream()
        .map(line -> line.split("\t", -1))
        .filter(server -> server[1].equals(String.valueOf(status)) && lower.contains(server[2]))
        .map(server -> valueOf(server[3]))
        .findFirst()
        .or(() -> of(sentence));
  }

  /**
   * Finds the first rule that matches a message.
   *
   * @param sentence the server's message
   * @return the rule
   */
  static Optional<UploadRule> of(String sentence) {
    return Arrays.stream(values()).filter(rule -> rule.words.matcher(sentence).find()).findFirst();
  }
}
