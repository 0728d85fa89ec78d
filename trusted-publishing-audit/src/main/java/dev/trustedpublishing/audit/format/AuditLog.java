package dev.trustedpublishing.audit.format;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a check of an audit log found. A log that nobody touched is whole, and each of its lines
 * carries the hash of the line before if it was written by {@link JsonLinesSink#openChained}. Who
 * can write the file can also write a new chain: keep the last line's hash somewhere else, and
 * compare. Immutable.
 *
 * @param lines how many lines were read; up to the break, if there is one
 * @param runs how many runs they belong to
 * @param unfinishedRuns how many of those have no end: they still go on, were killed, or lines were
 *     taken off
 * @param chainedLines how many of them carry the hash of the line before
 * @param lastHash the SHA-256 of the last line that was read, in hex; 64 zeros for an empty log
 * @param broken where the log is not what was written; empty if it is whole
 */
public record AuditLog(
    long lines,
    int runs,
    int unfinishedRuns,
    long chainedLines,
    String lastHash,
    Optional<Break> broken) {

  /**
   * The first place at which a log is not what was written.
   *
   * @param line the number of the line, from 1
   * @param what what is wrong, in one sentence
   * @param found what was found
   * @param expected what was expected instead
   */
  public record Break(long line, String what, String found, String expected) {}

  /**
   * Reads a log line by line, within memory that does not grow with it.
   *
   * @param file the log
   * @return what was found
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.artifact-unreadable}
   *     if it can't be read
   */
  public static AuditLog check(Path file) {
    return AuditLogReader.check(file);
  }

  /**
   * Tells whether every line carries the hash of the line before.
   *
   * @return true if changed lines would have been found
   */
  public boolean isChained() {
    return lines > 0 && chainedLines == lines;
  }
}
