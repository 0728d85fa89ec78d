package dev.trustedpublishing.attestation.sigstore;

import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.AttestorContract;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Sigstore keeps the contract for attestors. */
class SigstoreContractTest extends AttestorContract {
  @TempDir static Path folder;
  private static Sandbox sandbox;
  private static SigstoreInstance instance;
  private static Path description;

  @BeforeAll
  static void startInstance() throws IOException {
    sandbox = Sandbox.builder().start();
    instance =
        SigstoreInstance.at(URI.create(sandbox.uri() + "/sigstore"))
            .githubIssuer(sandbox.issuer().issuer())
            .build();
    sandbox.mount("/sigstore", instance);
    description = Files.writeString(folder.resolve("instance.json"), instance.clientTrustConfig());
  }

  @AfterAll
  static void stopInstance() throws IOException {
    sandbox.close();
  }

  @Override
  protected Attestor attestor() {
    return SigstoreAttestor.at(description);
  }

  @Override
  protected String identityToken(String audience) {
    return sandbox.issuer().token(GitHubJob.sample(), audience);
  }

  @Override
  protected String trustedRoot() {
    return instance.trustedRoot();
  }
}
