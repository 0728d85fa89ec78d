package dev.trustedpublishing.integration.faults.injection;

import java.io.IOException;
import java.util.Set;

/**
 * Something that goes wrong with one call.
 *
 * @param name what, for people
 * @param calls which calls it can happen to
 * @param traits what else has to be known about it
 * @param action what is done instead of serving the call
 */
public record RequestFault(String name, Set<Call> calls, Set<Trait> traits, Action action) {
  /** What a fault means for the run around it. */
  enum Trait {
    /** Ends only by a time limit, so the limits have to be short. */
    NEEDS_TIMEOUT,
    /** Threads race: whether the client had sent everything differs from run to run. */
    RACES,
    /**
     * Responds to an upload with success and does not carry it out: only npm's responses show that.
     */
    FALSE_SUCCESS
  }

  /** Plays a fault. */
  @FunctionalInterface
  public interface Action {
    void play(InterceptedRequest request, FaultContext context)
        throws IOException, InterruptedException;
  }

  @Override
  public String toString() {
    return name;
  }
}
