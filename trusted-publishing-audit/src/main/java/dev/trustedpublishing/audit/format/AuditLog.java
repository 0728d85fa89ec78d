package dev.trustedpublishing.audit.format;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The result of checking an audit log. An unchanged log is intact, and each of its lines contains
 * the hash of the previous line if it was written by {@link JsonLinesSink#openChained}. Anyone who
 * can write the file can also write a new chain: store the last line's hash in another place, and
 * compare. Immutable.
 *
 * @param lines the number of lines read, up to the first violation
 * @param runs the number of runs
 * @param unfinishedRuns the number of runs without an end: still running, killed, or lines were
 *     removed
 * @param chainedLines the number of lines with the hash of the previous line
 * @param lastHash the SHA-256 of the last line read, in hex; 64 zeros for an empty log
 * @param broken the first violation; empty if the log is intact
 */
public record AuditLog(
    long lines,
    int runs,
    int unfinishedRuns,
    long chainedLines,
    String lastHash,
    Optional<Break> broken) {

  /**
   * The first violation in a log.
   *
   * @param line the number of the line, from 1
   * @param what what is wrong, in one sentence
   * @param found what was found
   * @param expected what was expected instead
   */
  public record Break(long line, String what, String found, String expected) {}

  /**
   * Reads a log line by line, in constant memory.
   *
   * @param file the log
   * @return the result
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.artifact-unreadable}
   *     if it can't be read
   */
  public static AuditLog check(Path file) {
    return AuditLogReader.check(file);
  }

  /**
   * Returns whether every line contains the hash of the previous line.
   *
   * @return true if changed lines would have been detected
   */
  public boolean isChained() {
    return lines > 0 && chainedLines == lines;
  }
}
