package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.Secret;
import java.time.Duration;
import java.util.Optional;

/** How a command-line tool ended. Immutable. */
public sealed interface ProcessOutcome {

  /**
   * It ended by itself.
   *
   * @param status the exit status; 0 is success
   * @param output what it printed to the standard output; empty if that was nothing but space
   * @param standardError what it printed to the standard error, fit to be shown: shortened,
   *     printable, without the output and without anything that looks like a token
   */
  record Exited(int status, Optional<Secret> output, String standardError)
      implements ProcessOutcome {}

  /**
   * It could not be started.
   *
   * @param reason what the operating system said, fit to be shown
   */
  record NotStarted(String reason) implements ProcessOutcome {}

  /**
   * It took too long and was ended.
   *
   * @param limit how long it was given
   */
  record TimedOut(Duration limit) implements ProcessOutcome {}

  /**
   * It printed too much and was ended.
   *
   * @param limit how many bytes it may print
   */
  record TooMuchOutput(int limit) implements ProcessOutcome {}
}
