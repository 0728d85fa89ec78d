package dev.trustedpublishing.testkit.sigstore;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;

/** Issuers and an instance that trusts them. */
public final class SigstoreFixture implements AutoCloseable {

  public final LoopbackServer server;
  public final OidcIssuer github;
  public final OidcIssuer gitlab;
  public final OidcIssuer stranger;
  public final SigstoreInstance instance;
  public final HttpClient client = HttpClient.newHttpClient();

  public SigstoreFixture(Clock clock) throws IOException {
    server = LoopbackServer.start(0);
    github = issuer("/github", clock);
    gitlab = issuer("/gitlab", clock);
    stranger = issuer("/stranger", clock);
    instance =
        SigstoreInstance.at(URI.create(server.uri() + "/sigstore"))
            .clock(clock)
            .githubIssuer(github.issuer())
            .gitlabIssuer(gitlab.issuer())
            .build();
    server.mount("/sigstore", instance);
  }

  private OidcIssuer issuer(String path, Clock clock) {
    OidcIssuer issuer = new OidcIssuer(URI.create(server.uri() + path), clock);
    server.mount(path, issuer);
    return issuer;
  }

  String githubToken() {
    return github.token(GitHubJob.sample(), "sigstore");
  }

  String gitlabToken() {
    return gitlab.sign(gitlab.claims(GitLabJob.sample(), "sigstore"));
  }

  /** A signer with a certificate of the sample job on GitHub Actions. */
  public MinimalSigner signer() throws Exception {
    return MinimalSigner.start(client, instance.uri(), githubToken());
  }

  @Override
  public void close() {
    server.close();
  }
}
