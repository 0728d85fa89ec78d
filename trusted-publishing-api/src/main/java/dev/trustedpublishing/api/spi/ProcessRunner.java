package dev.trustedpublishing.api.spi;

import java.util.List;

/**
 * Runs command-line tools that print an identity token. Safe by construction: an argument list and
 * no shell, nothing on the standard input, a deadline of 30 s after which the whole process tree is
 * ended, at most 64 KiB of output, which is a {@link dev.trustedpublishing.api.Secret} from the
 * beginning. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ProcessRunner {
  /**
   * Runs a tool and waits for it. It sees the variables of this process.
   *
   * @param command the program, found by the {@code PATH} if it is no path, and its arguments; none
   *     of them may be a secret, because every process on the machine can read them
   * @return how it ended
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code temporary.interrupted} if
   *     this thread was interrupted; the tool is ended then
   */
  ProcessOutcome run(List<String> command);
}
