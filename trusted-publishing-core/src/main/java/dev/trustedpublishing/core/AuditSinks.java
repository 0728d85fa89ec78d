package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.audit.Slf4jSink;
import dev.trustedpublishing.core.audit.format.AuditLog;
import dev.trustedpublishing.core.audit.format.CloudEvent;
import dev.trustedpublishing.core.audit.format.JsonLinesSink;
import dev.trustedpublishing.core.report.GitHubSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The audit sinks that come with the library. Any lambda is a sink too: {@code onEvent(entry ->
 * ...)}, {@code onEvent(consumer::accept)}. Thread-safe; each sink belongs to one publisher.
 */
public final class AuditSinks {
  private AuditSinks() {}

  /**
   * Appends one line of JSON for each event to a file: a CloudEvents 1.0 envelope, UTF-8, never
   * half a line. The file is forced to disk at the end of each stage.
   *
   * @param file the file; made if it does not exist, appended to if it does
   * @return the sink, already open; closing the publisher closes it
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.invalid-option} if
   *     the file can't be written: better before a release than after
   */
  public static AuditSink jsonLines(Path file) {
    return JsonLinesSink.open(file);
  }

  /**
   * The same as {@link #jsonLines}, and each line carries the hash of the line before, so that
   * {@link AuditLog#check} finds out whether a line was changed, taken out or put in. One job at a
   * time may write to such a file.
   *
   * @param file the file; made if it does not exist, appended to if it does
   * @return the sink, already open; closing the publisher closes it
   * @throws dev.trustedpublishing.api.TrustedPublishingException as for {@link #jsonLines}
   */
  public static AuditSink chainedJsonLines(Path file) {
    return JsonLinesSink.openChained(file);
  }

  /**
   * Logs each event to the logger {@code dev.trustedpublishing.audit}, its content as key-value
   * pairs: warnings at WARN, everything else at INFO.
   *
   * @return the sink
   */
  public static AuditSink slf4j() {
    return Slf4jSink.standard();
  }

  /**
   * Logs each event to a logger of the caller's choice.
   *
   * @param logger where to
   * @return the sink
   */
  public static AuditSink slf4j(Logger logger) {
    return new Slf4jSink(logger);
  }

  /**
   * Tells GitHub Actions: annotations for what went wrong and a notice for what was published, and
   * a table of the files in the summary of the job.
   *
   * @param environment the job's variables; {@code GITHUB_STEP_SUMMARY} names the file of the
   *     summary, without which there is none
   * @param console takes the workflow commands, one line at a time: the standard output, which the
   *     runner reads
   * @return the sink
   */
  public static AuditSink gitHub(Map<String, String> environment, Consumer<String> console) {
    return new GitHubSink(
        CiEnvironment.of(environment).get("GITHUB_STEP_SUMMARY").map(Path::of), console);
  }

  /**
   * Returns the JSON form of an entry, for sinks that send it somewhere else. Described in {@code
   * docs/events.md}.
   *
   * @param entry the entry
   * @return one line of JSON, a CloudEvents 1.0 envelope in structured mode
   */
  public static String json(AuditEntry entry) {
    return new String(CloudEvent.json(entry, Optional.empty()), StandardCharsets.UTF_8);
  }
}
