package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A wheel and an sdist, published to what plays PyPI. */
final class DemoOfPyPi implements DemoRegistry {
  private static final SampleDistribution SAMPLE = SampleDistribution.HATCHLING;
  private static final int FORBIDDEN = 403;

  @Override
  public String registry(Sandbox sandbox) {
    return sandbox.uri() + ", plays PyPI and really verifies";
  }

  @Override
  public String sample() {
    return SAMPLE.project() + " " + SAMPLE.version() + ", a wheel and an sdist, built by hatchling";
  }

  @Override
  public List<Path> files(Path folder) throws IOException {
    return SAMPLE.copyTo(folder);
  }

  @Override
  public String repository(Sandbox sandbox) {
    return sandbox.uploadUrl().toString();
  }

  @Override
  public List<String> apiTokens(Sandbox sandbox) {
    return sandbox.pypi().mintedTokens().stream().map(MintedToken::value).toList();
  }

  @Override
  public void prove(Sandbox sandbox, DemoProof proof, PublishReport report) throws IOException {
    indexLists(sandbox, proof, report);
    spentTokenIsRefused(sandbox, proof, report);
  }

  /** The index offers every file with the digest that was computed before the upload. */
  private static void indexLists(Sandbox sandbox, DemoProof proof, PublishReport report)
      throws IOException {
    Map<String, String> listed;
    try (RegistryProbe probe = new RegistryProbe()) {
      listed = probe.digests(sandbox.indexUrl(), SAMPLE.project());
    }
    for (ArtifactResult result : report.artifacts()) {
      String filename = result.artifact().filename();
      String expected = result.artifact().file().sha256();
      String found = listed.getOrDefault(filename, "nothing");
      proof.require(
          found.equals(expected),
          "the index lists "
              + filename
              + " with the same sha256, "
              + expected.substring(0, 12)
              + "...",
          found);
    }
  }

  /** What was good for an upload a moment ago is good for nothing now. */
  private void spentTokenIsRefused(Sandbox sandbox, DemoProof proof, PublishReport report)
      throws IOException {
    List<String> tokens = apiTokens(sandbox);
    proof.require(
        tokens.size() == 1, "one API token was made for the whole run", tokens.size() + " tokens");
    try (RegistryProbe probe = new RegistryProbe()) {
      int status =
          probe.uploadAgain(
              sandbox.uploadUrl(),
              tokens.get(0),
              SAMPLE.project(),
              SAMPLE.version(),
              report.artifacts().get(0).artifact().file().path());
      proof.require(
          status == FORBIDDEN,
          "the spent API token is refused: an upload with it is answered " + FORBIDDEN,
          String.valueOf(status));
    }
  }
}
