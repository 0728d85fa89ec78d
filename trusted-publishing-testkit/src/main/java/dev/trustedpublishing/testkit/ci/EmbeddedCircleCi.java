package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.http.ThisMachineOnly;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CircleCI: the issuer of all organizations, that of the job's organization, and the command {@code
 * circleci} in a folder of its own, which is the first of the job's {@code PATH}. Thread-safe.
 */
public final class EmbeddedCircleCi implements EmbeddedCi {
  /** The path of the issuer of all organizations; that of one is below it. */
  public static final String PATH = "/circleci";

  private static final Duration LIFETIME = Duration.ofHours(1);

  private final CircleCiJob job;
  private final OidcIssuer root;
  private final OidcIssuer organization;
  private final AgentFolder agent;

  private EmbeddedCircleCi(
      CircleCiJob job, OidcIssuer root, OidcIssuer organization, AgentFolder agent) {
    this.job = job;
    this.root = root;
    this.organization = organization;
    this.agent = agent;
  }

  static EmbeddedCircleCi start(LoopbackServer server, CircleCiJob job, Clock clock)
      throws IOException {
    String path = PATH + "/org/" + job.organization();
    OidcIssuer root = new OidcIssuer(URI.create(server.uri() + PATH), clock);
    OidcIssuer organization = new OidcIssuer(URI.create(server.uri() + path), clock);
    AgentToken token = AgentToken.random();
    server.mount(PATH, new ThisMachineOnly(root));
    server.mount(path, new ThisMachineOnly(organization));
    server.mount(
        PATH + "/agent",
        new ThisMachineOnly(request ->
            token.answer(
                request,
                "aud",
                audience ->
                    issuer(request, root, organization).token(job.claims(), audience, LIFETIME))));
    AgentFolder agent =
        AgentFolder.create("circleci", URI.create(server.uri() + PATH + "/agent"), token.value());
    return new EmbeddedCircleCi(job, root, organization, agent);
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>(job.variables());
    variables.put(
        "CIRCLE_OIDC_TOKEN_V2", organization.token(job.claims(), job.organization(), LIFETIME));
    variables.put("PATH", agent.path());
    return Collections.unmodifiableMap(variables);
  }

  /** {@inheritDoc} It is the one of all organizations. */
  @Override
  public OidcIssuer issuer() {
    return root;
  }

  /**
   * Returns the issuer of the job's organization, which npm trusts.
   *
   * @return the issuer
   */
  public OidcIssuer organizationIssuer() {
    return organization;
  }

  @Override
  public void close() throws IOException {
    agent.close();
  }

  private static OidcIssuer issuer(Request request, OidcIssuer root, OidcIssuer organization) {
    return request.path().equals("/root") ? root : organization;
  }
}
