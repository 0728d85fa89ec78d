package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLogger;

/**
 * What prints requests with the secrets that they carry. Java and its HTTP client do so if they are
 * told to, and nothing here can keep them from it; but it can be said.
 */
final class WireLogging {
  private static final String JAVA = "javax.net.debug";

  /** Of HttpClient's loggers the only one; its log of every byte is not made (ADR 18). */
  private static final String HEADERS = "org.apache.hc.client5.http.headers";

  private final Consumer<Problem> warn;
  private boolean warned;

  WireLogging(Consumer<Problem> warn) {
    this.warn = warn;
  }

  /**
   * Warns if something prints requests, and only once. Asked more than once in a run, because a
   * logger does not know its level while another thread starts SLF4J.
   */
  void look() {
    List<String> found = Stream.concat(java(), client()).toList();
    if (!warned && !found.isEmpty()) {
      warned = true;
      warn.accept(warning(found));
    }
  }

  private static Stream<String> java() {
    return Stream.ofNullable(System.getProperty(JAVA)).map(value -> "the system property " + JAVA);
  }

  private static Stream<String> client() {
    return Stream.of(HEADERS)
        .filter(name -> prints(LoggerFactory.getLogger(name)))
        .map(name -> "the logger " + name + " at DEBUG");
  }

  private static Problem warning(List<String> found) {
    return Problem.of(
            ErrorCode.USAGE_SECRETS_LOGGED,
            "Something else in this process prints requests, and the tokens in them.")
        .found(String.join(", ", found))
        .expected("a log without secrets")
        .remedy(
            "Switch it off, or keep the log to yourself until the tokens have expired. This"
                + " library's own loggers print no secret.");
  }

  /** While another thread starts SLF4J, it gives loggers that say yes to everything. */
  static boolean prints(Logger logger) {
    boolean unknown = logger instanceof SubstituteLogger early && early.isDelegateNull();
    return !unknown && logger.isDebugEnabled();
  }
}
