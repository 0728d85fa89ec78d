package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.Secret;
import java.time.Duration;
import java.util.Optional;

/** The outcome of a command-line tool. Immutable. */
public sealed interface ProcessOutcome {

  /**
   * It exited.
   *
   * @param status the exit status; 0 is success
   * @param output its standard output, without surrounding white space; empty if that was blank
   * @param standardError its standard error, safe to show: shortened, printable, without the output
   *     and without anything that looks like a token
   */
  record Exited(int status, Optional<Secret> output, String standardError)
      implements ProcessOutcome {}

  /**
   * It could not be started.
   *
   * @param reason the operating system's message, printable
   */
  record NotStarted(String reason) implements ProcessOutcome {}

  /**
   * It exceeded its time limit and was terminated.
   *
   * @param limit the time limit
   */
  record TimedOut(Duration limit) implements ProcessOutcome {}

  /**
   * It printed too much and was terminated.
   *
   * @param limit the output limit in bytes
   */
  record TooMuchOutput(int limit) implements ProcessOutcome {}
}
