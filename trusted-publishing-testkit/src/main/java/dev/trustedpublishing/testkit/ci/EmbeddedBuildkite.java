package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.ThisMachineOnly;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Buildkite: the issuer, the API of the agent, and the command {@code buildkite-agent} in a folder
 * of its own, which is the first of the job's {@code PATH}. Thread-safe.
 */
public final class EmbeddedBuildkite implements EmbeddedCi {
  private static final String ISSUER = "/buildkite";
  private static final String API = ISSUER + "/v3";
  private static final Duration LIFETIME = Duration.ofMinutes(6);

  private final BuildkiteJob job;
  private final URI server;
  private final OidcIssuer issuer;
  private final AgentToken token;
  private final AgentFolder agent;
  private final Recorder api;

  private EmbeddedBuildkite(
      BuildkiteJob job, URI server, OidcIssuer issuer, AgentToken token, AgentFolder agent) {
    this.job = job;
    this.server = server;
    this.issuer = issuer;
    this.token = token;
    this.agent = agent;
    this.api =
        new Recorder(request ->
            request.method().equals("POST") && request.path().equals(tokens())
                ? token.answer(
                    request, "audience", audience -> issuer.token(job.claims(), audience, LIFETIME))
                : Answer.notFound());
  }

  static EmbeddedBuildkite start(LoopbackServer server, BuildkiteJob job, Clock clock)
      throws IOException {
    OidcIssuer issuer = new OidcIssuer(URI.create(server.uri() + ISSUER), clock);
    AgentToken token = AgentToken.random();
    AgentFolder agent =
        AgentFolder.create(
            "buildkite-agent",
            URI.create(server.uri() + API + "/jobs/" + job.id() + "/oidc/tokens"),
            token.value());
    EmbeddedBuildkite system = new EmbeddedBuildkite(job, server.uri(), issuer, token, agent);
    server.mount(ISSUER, new ThisMachineOnly(issuer));
    server.mount(API, new ThisMachineOnly(system.api));
    return system;
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>(job.variables());
    variables.put("BUILDKITE_AGENT_ENDPOINT", server + API);
    variables.put("BUILDKITE_AGENT_ACCESS_TOKEN", token.value());
    variables.put("PATH", agent.path());
    return Collections.unmodifiableMap(variables);
  }

  @Override
  public OidcIssuer issuer() {
    return issuer;
  }

  /**
   * Lists the requests to the API of the agent so far, by the command or by a client.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return api.requests();
  }

  @Override
  public void close() throws IOException {
    agent.close();
  }

  private String tokens() {
    return "/jobs/" + job.id() + "/oidc/tokens";
  }
}
