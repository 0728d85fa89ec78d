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
 * A stage failed, with everything that a maintainer needs: the stage, a stable code, the registry's
 * message, the claims that were sent, whether a retry can help, and the fix. Never contains a
 * secret. Thread-safe.
 */
public class TrustedPublishingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Builder details;

  /**
   * Creates the exception from its builder.
   *
   * @param details what happened
   */
  protected TrustedPublishingException(Builder details) {
    super(details.text(), details.cause);
    this.details = details;
  }

  /**
   * Starts the description of a failure.
   *
   * @param stage the stage in which it happened
   * @param problem the problem
   * @return a builder, to be completed and {@linkplain Builder#build() built}
   */
  public static Builder builder(Stage stage, Problem problem) {
    return new Builder(stage, List.of(problem));
  }

  /**
   * Starts the description of several problems, as reported by a plan.
   *
   * @param stage the stage in which they were found
   * @param problems the problems, at least one; the first determines the code, and of each kind
   *     {@linkplain Problem#firstOfEachKind the first} are kept
   * @return a builder, to be completed and {@linkplain Builder#build() built}
   */
  public static Builder builder(Stage stage, List<Problem> problems) {
    return new Builder(stage, Problem.firstOfEachKind(problems));
  }

  /**
   * Returns a copy with something added, keeping this exception as the cause's place in the trace.
   *
   * @return a builder with the content of this exception
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
   * Returns the exit code of a command that ends with this.
   *
   * @return that of the code; 2 for a file that was rejected before anything was sent
   */
  public int exitCode() {
    boolean unsent = stage() == Stage.PLAN && code().category() == ErrorCategory.PUBLISH;
    return (unsent ? ErrorCategory.USAGE : code().category()).exitCode();
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
   * Returns the fix.
   *
   * @return the remedy of the first problem
   */
  public String remedy() {
    return problem().remedy();
  }

  /**
   * Returns the origin of the request, without path and query.
   *
   * @return the origin, if there was a request
   */
  public Optional<Origin> origin() {
    return Optional.ofNullable(details.origin);
  }

  /**
   * Returns the HTTP status of the response.
   *
   * @return the status, if there was a response
   */
  public OptionalInt httpStatus() {
    return details.httpStatus;
  }

  /**
   * Returns the server's message, shortened, printable, and redacted.
   *
   * @return the message, if any
   */
  public Optional<String> serverMessage() {
    return Optional.ofNullable(details.serverMessage);
  }

  /**
   * Returns the server's id of the request, for its operators.
   *
   * @return the id, if the server sent one
   */
  public Optional<String> requestId() {
    return Optional.ofNullable(details.requestId);
  }

  /**
   * Returns the claims of the identity token, without personal data.
   *
   * @return name to printable value, in the token's order; empty if no token was sent
   */
  public Map<String, String> presentedClaims() {
    return details.presentedClaims;
  }

  /**
   * Returns the outcome of the attempt on the network.
   *
   * @return the outcome, if a request was made
   */
  public Optional<AttemptOutcome> outcome() {
    return Optional.ofNullable(details.outcome);
  }

  /**
   * Returns whether the same call may work later without a change.
   *
   * @return true if a retry can help
   */
  public boolean retryCanHelp() {
    return details.retryCanHelp;
  }

  /**
   * Returns how long the server requested to wait.
   *
   * @return the delay, if the server sent one that can be respected
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter);
  }

  /**
   * Returns the number of attempts.
   *
   * @return 1 or more
   */
  public int attempts() {
    return details.attempts;
  }

  /** Builds the exception. Not thread-safe. */
  public static final class Builder {
    private final Stage stage;
    private List<Problem> problems;
    private @Nullable Origin origin;
    private OptionalInt httpStatus = OptionalInt.empty();
    private @Nullable String serverMessage;
    private @Nullable String requestId;
    private Map<String, String> presentedClaims = Map.of();
    private @Nullable AttemptOutcome outcome;
    private boolean retryCanHelp;
    private @Nullable Duration retryAfter;
    private int attempts = 1;
    private @Nullable Throwable cause;

    private Builder(Stage stage, List<Problem> problems) {
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("An exception needs at least one problem.");
      }
      this.stage = stage;
      this.problems = problems;
    }

    private Builder(Builder other, TrustedPublishingException cause) {
      this.stage = other.stage;
      this.problems = other.problems;
      this.origin = other.origin;
      this.httpStatus = other.httpStatus;
      this.serverMessage = other.serverMessage;
      this.requestId = other.requestId;
      this.presentedClaims = other.presentedClaims;
      this.outcome = other.outcome;
      this.retryCanHelp = other.retryCanHelp;
      this.retryAfter = other.retryAfter;
      this.attempts = other.attempts;
      this.cause = cause;
    }

    /**
     * Replaces the problem.
     *
     * @param problem the new problem
     * @return this
     */
    public Builder problem(Problem problem) {
      this.problems = List.of(problem);
      return this;
    }

    /**
     * Sets the origin of the request.
     *
     * @param value the origin
     * @return this
     */
    public Builder origin(Origin value) {
      this.origin = value;
      return this;
    }

    /**
     * Sets the response.
     *
     * @param status the HTTP status
     * @param words the server's message, already printable and redacted; may be empty
     * @return this
     */
    public Builder response(int status, String words) {
      this.httpStatus = OptionalInt.of(status);
      this.serverMessage = words.isEmpty() ? null : words;
      return outcome(AttemptOutcome.ANSWERED);
    }

    /**
     * Sets the server's id of the request.
     *
     * @param id the id, already printable and redacted; see {@code HttpResponse.requestId()}
     * @return this
     */
    public Builder requestId(String id) {
      this.requestId = id;
      return this;
    }

    /**
     * Sets the outcome of the attempt on the network.
     *
     * @param value the outcome
     * @return this
     */
    public Builder outcome(AttemptOutcome value) {
      this.outcome = value;
      return this;
    }

    /**
     * Sets the claims that were sent.
     *
     * @param claims name to printable value
     * @return this
     */
    public Builder presentedClaims(Map<String, String> claims) {
      this.presentedClaims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
      return this;
    }

    /**
     * Marks the failure as one that may pass.
     *
     * @return this
     */
    public Builder retryCanHelp() {
      this.retryCanHelp = true;
      return this;
    }

    /**
     * Sets how long the server requested to wait.
     *
     * @param delay the delay; not negative
     * @return this
     */
    public Builder retryAfter(Duration delay) {
      this.retryAfter = delay;
      return this;
    }

    /**
     * Sets the number of attempts.
     *
     * @param count 1 or more
     * @return this
     */
    public Builder attempts(int count) {
      this.attempts = count;
      return this;
    }

    /**
     * Sets the cause.
     *
     * @param throwable the cause; its messages must not contain a secret
     * @return this
     */
    public Builder cause(Throwable throwable) {
      this.cause = throwable;
      return this;
    }

    /**
     * Creates the exception.
     *
     * @return the exception
     */
    public TrustedPublishingException build() {
      return new TrustedPublishingException(this);
    }

    private String text() {
      String codeLine = "\n  Code:     ";
      StringBuilder text =
          new StringBuilder(
              problems.size() == 1
                  ? problems.get(0).text()
                  : problems.stream()
                      .map(problem -> problem.text() + codeLine + problem.code())
                      .collect(Collectors.joining("\n")));
      if (httpStatus.isPresent()) {
        text.append("\n  Response: HTTP ").append(httpStatus.getAsInt());
        if (origin != null) {
          text.append(" from ").append(origin);
        }
        if (requestId != null) {
          text.append(" (request ").append(requestId).append(')');
        }
        if (serverMessage != null) {
          text.append(", message: ").append(serverMessage);
        }
      } else if (origin != null) {
        text.append("\n  Server:   ").append(origin);
      }
      if (!presentedClaims.isEmpty()) {
        text.append("\n  Claims in the identity token:");
        presentedClaims.forEach(
            (name, value) -> text.append("\n    ").append(name).append(" = ").append(value));
      }
      if (attempts > 1) {
        text.append("\n  Attempts: ").append(attempts);
      }
      return problems.size() == 1
          ? text.append(codeLine).append(problems.get(0).code()).toString()
          : text.toString();
    }
  }
}
