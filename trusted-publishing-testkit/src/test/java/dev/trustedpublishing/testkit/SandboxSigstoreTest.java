package dev.trustedpublishing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.sigstore.MinimalSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class SandboxSigstoreTest {

  @Test
  void withSigstore_jobOnGitHub_signs() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().withSigstore().start()) {
      String token = sandbox.issuer().token(GitHubJob.sample(), "sigstore");
      HttpClient client = HttpClient.newHttpClient();
      MinimalSigner.start(client, sandbox.sigstore().uri(), token).bundle("{}");

      assertThat(sandbox.sigstore().entries()).hasSize(1);
      assertThat(get(client, sandbox.uri() + "/sigstore/trusted_root.json").body())
          .isEqualTo(sandbox.sigstore().trustedRoot());
    }
  }

  @Test
  void withSigstore_jobOnGitLab_hasATokenForIt() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().gitlabJob(GitLabJob.sample()).withSigstore().start()) {
      String token = sandbox.environment().get("SIGSTORE_ID_TOKEN");
      MinimalSigner.start(HttpClient.newHttpClient(), sandbox.sigstore().uri(), token).bundle("{}");
      assertThat(sandbox.sigstore().entries()).hasSize(1);
    }
  }

  @Test
  void withSigstore_overHttps_signs() throws Exception {
    LoopbackCertificate tls = LoopbackCertificate.make();
    try (Sandbox sandbox = Sandbox.builder().tls(tls).withSigstore().start()) {
      String token = sandbox.issuer().token(GitHubJob.sample(), "sigstore");
      HttpClient client = HttpClient.newBuilder().sslContext(tls.context()).build();
      MinimalSigner.start(client, sandbox.sigstore().uri(), token).bundle("{}");
      assertThat(sandbox.sigstore().uri()).hasScheme("https");
    }
  }

  @Test
  void withoutSigstore_thereIsNone() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().gitlabJob(GitLabJob.sample()).start()) {
      assertThatThrownBy(sandbox::sigstore)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the sandbox was started without withSigstore()");
      assertThat(sandbox.environment()).doesNotContainKey("SIGSTORE_ID_TOKEN");
      assertThat(
              get(HttpClient.newHttpClient(), sandbox.uri() + "/sigstore/trusted_root.json")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }
}
