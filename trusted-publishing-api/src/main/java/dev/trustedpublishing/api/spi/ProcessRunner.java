package dev.trustedpublishing.api.spi;

import java.util.List;

/**
 * Runs command-line tools that print an identity token. Safe by construction: an argument list and
 * no shell, no standard input, a deadline of 30 s after which the whole process tree is terminated,
 * at most 64 KiB of output, which is a {@link dev.trustedpublishing.api.Secret} from the beginning.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface ProcessRunner {
  /**
   * Runs a tool and waits for it. The tool inherits the variables of this process.
   *
   * @param command the program, found by the {@code PATH} unless it is a path, and its arguments;
   *     none of them may be a secret, because every process on the machine can read them
   * @return the outcome
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code temporary.interrupted} if
   *     this thread was interrupted; the tool is then terminated
   */
  ProcessOutcome run(List<String> command);
}
