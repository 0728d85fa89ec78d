package dev.trustedpublishing.api;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stage refused or failed, with everything that a maintainer needs at two in the morning: which
 * stage, a stable code, what the registry said, which claims were presented, whether trying again
 * can help, and what to do. Never contains a secret. Thread-safe.
 */
public class TrustedPublishingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Builder details;

  /**
   * Creates the exception from its details.
   *
   * @param details what happened
   */
  protected TrustedPublishingException(Builder details) {
    super(details.text(), details.cause);
    this.details = details;
  }

  /**
   * Starts to describe what went wrong.
   *
   * @param stage the stage in which it happened
   * @param problem the problem
   * @return details, to be completed and {@linkplain Builder#build() built}
   */
  public static Builder builder(Stage stage, Problem problem) {
    return new Builder(stage, List.of(problem));
  }

  /**
   * Starts to describe several problems at once, as a plan reports them.
   *
   * @param stage the stage in which they were found
   * @param problems the problems, at least one; the first gives the code
   * @return details, to be completed and {@linkplain Builder#build() built}
   */
  public static Builder builder(Stage stage, List<Problem> problems) {
    return new Builder(stage, List.copyOf(problems));
  }

  /**
   * Returns a copy with something added, keeping this exception as the cause's place in the trace.
   *
   * @return details that start with everything that this exception says
   */
  public Builder toBuilder() {
    return new Builder(details, this);
  }

  /**
   * Returns the stage that failed.
   *
   * @return the stage
   */
  public Stage stage() {
    return details.stage;
  }

  /**
   * Returns the stable code.
   *
   * @return the code of the first problem
   */
  public ErrorCode code() {
    return problem().code();
  }

  /**
   * Returns the problem, the first if there are several.
   *
   * @return the problem
   */
  public Problem problem() {
    return details.problems.get(0);
  }

  /**
   * Returns all problems.
   *
   * @return at least one
   */
  public List<Problem> problems() {
    return details.problems;
  }

  /**
   * Returns what to do.
   *
   * @return the remedy of the first problem
   */
  public String remedy() {
    return problem().remedy();
  }

  /**
   * Returns where the call went, without path and query.
   *
   * @return the origin, if there was a call
   */
  public Optional<Origin> origin() {
    return Optional.ofNullable(details.origin);
  }

  /**
   * Returns the HTTP status of the answer.
   *
   * @return the status, if there was an answer
   */
  public OptionalInt httpStatus() {
    return details.httpStatus;
  }

  /**
   * Returns what the other side said, shortened, printable and redacted.
   *
   * @return its words, if there were any
   */
  public Optional<String> serverWords() {
    return Optional.ofNullable(details.serverWords);
  }

  /**
   * Returns the name that the server gave to the request, for those who ask its operators.
   *
   * @return the id, if the server named one
   */
  public Optional<String> requestId() {
    return Optional.ofNullable(details.requestId);
  }

  /**
   * Returns the claims of the identity token that was presented, without personal ones.
   *
   * @return name to printable value, in the token's order; empty if none was presented
   */
  public Map<String, String> presentedClaims() {
    return details.presentedClaims;
  }

  /**
   * Returns how the attempt ended on the network.
   *
   * @return the outcome, if the network was touched
   */
  public Optional<AttemptOutcome> outcome() {
    return Optional.ofNullable(details.outcome);
  }

  /**
   * Tells whether the same thing may work later without a change.
   *
   * @return true if a retry can help
   */
  public boolean retryCanHelp() {
    return details.retryCanHelp;
  }

  /**
   * Returns how long the other side asked to wait.
   *
   * @return the delay, if it named one that can be respected
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter);
  }

  /**
   * Returns how often it was tried.
   *
   * @return 1 or more
   */
  public int attempts() {
    return details.attempts;
  }

  /** The parts of the exception while it is being described. Not thread-safe. */
  public static final class Builder {
    private final Stage stage;
    private List<Problem> problems;
    private @Nullable Origin origin;
    private OptionalInt httpStatus = OptionalInt.empty();
    private @Nullable String serverWords;
    private @Nullable String requestId;
    private Map<String, String> presentedClaims = Map.of();
    private @Nullable AttemptOutcome outcome;
    private boolean retryCanHelp;
    private @Nullable Duration retryAfter;
    private int attempts = 1;
    private @Nullable Throwable cause;

    private Builder(Stage stage, List<Problem> problems) {
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("An exception needs a problem.");
      }
      this.stage = stage;
      this.problems = problems;
    }

    private Builder(Builder other, TrustedPublishingException cause) {
      this.stage = other.stage;
      this.problems = other.problems;
      this.origin = other.origin;
      this.httpStatus = other.httpStatus;
      this.serverWords = other.serverWords;
      this.requestId = other.requestId;
      this.presentedClaims = other.presentedClaims;
      this.outcome = other.outcome;
      this.retryCanHelp = other.retryCanHelp;
      this.retryAfter = other.retryAfter;
      this.attempts = other.attempts;
      this.cause = cause;
    }

    /**
     * Says something else than before, about the same event.
     *
     * @param problem the new problem
     * @return this
     */
    public Builder problem(Problem problem) {
      this.problems = List.of(problem);
      return this;
    }

    /**
     * Says where the call went.
     *
     * @param value the origin
     * @return this
     */
    public Builder origin(Origin value) {
      this.origin = value;
      return this;
    }

    /**
     * Says what was answered.
     *
     * @param status the HTTP status
     * @param words the answer's words, already printable and redacted; may be empty
     * @return this
     */
    public Builder answered(int status, String words) {
      this.httpStatus = OptionalInt.of(status);
      this.serverWords = words.isEmpty() ? null : words;
      return outcome(AttemptOutcome.ANSWERED);
    }

    /**
     * Says what the server calls the request.
     *
     * @param id the id, already printable and redacted; see {@code HttpResponse.requestId()}
     * @return this
     */
    public Builder requestId(String id) {
      this.requestId = id;
      return this;
    }

    /**
     * Says how the attempt ended on the network.
     *
     * @param value the outcome
     * @return this
     */
    public Builder outcome(AttemptOutcome value) {
      this.outcome = value;
      return this;
    }

    /**
     * Says which claims were presented.
     *
     * @param claims name to printable value
     * @return this
     */
    public Builder presentedClaims(Map<String, String> claims) {
      this.presentedClaims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
      return this;
    }

    /**
     * Says that the same thing may work later.
     *
     * @return this
     */
    public Builder retryCanHelp() {
      this.retryCanHelp = true;
      return this;
    }

    /**
     * Says how long the other side asked to wait.
     *
     * @param delay the delay; not negative
     * @return this
     */
    public Builder retryAfter(Duration delay) {
      this.retryAfter = delay;
      return this;
    }

    /**
     * Says how often it was tried.
     *
     * @param count 1 or more
     * @return this
     */
    public Builder attempts(int count) {
      this.attempts = count;
      return this;
    }

    /**
     * Keeps what caused it.
     *
     * @param throwable the cause; its texts must not hold a secret
     * @return this
     */
    public Builder cause(Throwable throwable) {
      this.cause = throwable;
      return this;
    }

    /**
     * Finishes the description.
     *
     * @return the exception
     */
    public TrustedPublishingException build() {
      return new TrustedPublishingException(this);
    }

    private String text() {
      StringBuilder text =
          new StringBuilder(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
      if (httpStatus.isPresent()) {
        text.append("\n  answer: HTTP ").append(httpStatus.getAsInt());
        if (origin != null) {
          text.append(" from ").append(origin);
        }
        if (requestId != null) {
          text.append(" (request ").append(requestId).append(')');
        }
        if (serverWords != null) {
          text.append(", saying: ").append(serverWords);
        }
      } else if (origin != null) {
        text.append("\n  server: ").append(origin);
      }
      if (!presentedClaims.isEmpty()) {
        text.append("\n  claims that were presented:");
        presentedClaims.forEach(
            (name, value) -> text.append("\n    ").append(name).append(" = ").append(value));
      }
      if (attempts > 1) {
        text.append("\n  attempts: ").append(attempts);
      }
      String codes =
          problems.stream()
              .map(problem -> problem.code().value())
              .distinct()
              .collect(Collectors.joining(", "));
      return text.append("\n  code:   ").append(codes).toString();
    }
  }
}
