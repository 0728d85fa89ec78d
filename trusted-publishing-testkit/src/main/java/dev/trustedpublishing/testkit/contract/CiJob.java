package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.util.Map;

/**
 * A job on the CI system whose provider is tested: its environment. All its parts must be
 * thread-safe.
 *
 * @param environment the variables of the job
 * @param http the transport to the CI system's servers; see {@link LoopbackTransport}
 * @param tools the tools that the CI system puts onto the {@code PATH}
 */
public record CiJob(CiEnvironment environment, HttpTransport http, ProcessRunner tools) {

  /**
   * Creates a job without tools, whose servers are on this machine.
   *
   * @param variables name to value
   * @return the job
   */
  public static CiJob of(Map<String, String> variables) {
    return new CiJob(
        CiEnvironment.of(variables),
        new LoopbackTransport(),
        command -> new ProcessOutcome.NotStarted("No such file or directory"));
  }

  /**
   * Puts tools onto the job's {@code PATH}.
   *
   * @param runner runs them
   * @return the changed job
   */
  public CiJob withTools(ProcessRunner runner) {
    return new CiJob(environment, http, runner);
  }

  /**
   * Replaces the transport of the job's requests, for example by a fake that needs no server.
   *
   * @param transport sends the requests
   * @return the changed job
   */
  public CiJob withHttp(HttpTransport transport) {
    return new CiJob(environment, transport, tools);
  }
}
