package dev.trustedpublishing.cli.publish;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code publish} was told to do.
 *
 * @param files files and patterns as they were written; empty for the default
 * @param repository a well-known name or a URL, if it was said
 * @param identityProvider id of the provider, if one was chosen
 * @param identityTokenVariable the variable that holds an identity token, if one is carried in
 * @param identityTokenFile the file that holds an identity token, if one is carried in
 * @param trustedPublishing whether a stored credential may be used, if it was said
 * @param attestations what becomes of attestations that exist already
 * @param concurrency how many uploads at a time, if it was said
 * @param maxFileSize the largest file that is to be published, if it was said
 * @param keepGoing whether to go on with the other files after one was not published
 * @param skipExisting whether to ask for each file first
 * @param dryRun whether to stop after the plan
 * @param npm what was chosen for npm registries
 * @param auditLog where to append the audit trail
 * @param auditChain whether each line of it carries the hash of the line before
 * @param annotations whether GitHub gets annotations and a summary, if this is GitHub
 * @param json whether the result is a JSON document
 * @param quiet whether to print warnings and errors only
 */
record PublishOptions(
    List<String> files,
    Optional<String> repository,
    Optional<String> identityProvider,
    Optional<String> identityTokenVariable,
    Optional<Path> identityTokenFile,
    Optional<IdentityRule> trustedPublishing,
    AttestationRule attestations,
    OptionalInt concurrency,
    Optional<FileLimit> maxFileSize,
    boolean keepGoing,
    boolean skipExisting,
    boolean dryRun,
    NpmChoice npm,
    Optional<Path> auditLog,
    boolean auditChain,
    boolean annotations,
    boolean json,
    boolean quiet) {

  /** Copies the list. */
  PublishOptions {
    files = List.copyOf(files);
  }
}
