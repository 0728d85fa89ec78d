package dev.trustedpublishing.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.ArtifactResult;
import dev.trustedpublishing.core.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.pypi.MintedToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checks what the demo claims. Each check prints what it found, or throws. */
final class DemoProof {
  private static final int FORBIDDEN = 403;

  private final Sandbox sandbox;
  private final DemoStory story;

  DemoProof(Sandbox sandbox, DemoStory story) {
    this.sandbox = sandbox;
    this.story = story;
  }

  /** The index offers every file with the digest that was computed before the upload. */
  void indexLists(String project, PublishReport report) throws IOException {
    Map<String, String> listed;
    try (RegistryProbe probe = new RegistryProbe()) {
      listed = probe.digests(sandbox.indexUrl(), project);
    }
    for (ArtifactResult result : report.artifacts()) {
      String filename = result.artifact().filename();
      String wanted = result.artifact().file().sha256();
      String found = listed.getOrDefault(filename, "nothing");
      require(
          found.equals(wanted),
          "the index lists "
              + filename
              + " with the same sha256, "
              + wanted.substring(0, 12)
              + "...",
          found);
    }
  }

  /** What was good for an upload a moment ago is good for nothing now. */
  void spentTokenIsRefused(SampleDistribution sample, Path wheel) throws IOException {
    List<MintedToken> tokens = sandbox.pypi().mintedTokens();
    require(tokens.size() == 1, "one API token was made for the whole run", tokens.toString());
    try (RegistryProbe probe = new RegistryProbe()) {
      int status =
          probe.uploadAgain(
              sandbox.uploadUrl(),
              tokens.get(0).value(),
              sample.project(),
              sample.version(),
              wheel);
      require(
          status == FORBIDDEN,
          "the spent API token is refused: an upload with it is answered " + FORBIDDEN,
          String.valueOf(status));
    }
  }

  /** Every event is in the audit log, as JSON, and no secret is. */
  void auditLogIsWhole(Path log, String runId, int events, List<String> secrets)
      throws IOException {
    List<String> ours =
        Files.readAllLines(log).stream().filter(line -> line.contains(runId)).toList();
    long valid = ours.stream().filter(DemoProof::isJson).count();
    require(
        valid == events && ours.size() == events,
        "the audit log has " + events + " lines of valid JSON, one for each event",
        ours.size() + " lines, " + valid + " of them valid");
    String text = Files.readString(log);
    require(
        secrets.stream().noneMatch(text::contains),
        "neither the identity token nor the API token is in the audit log",
        "a token");
  }

  private void require(boolean proven, String claim, String found) {
    if (!proven) {
      throw TrustedPublishingException.during(
              Stage.PUBLISH,
              Problem.of(ErrorCode.INTERNAL_BUG, "The demo could not prove what it claims.")
                  .found(SafeText.shown(found))
                  .wanted(claim)
                  .remedy("Please report this, with everything that the demo printed."))
          .build();
    }
    story.line("[ok] " + claim);
  }

  private static boolean isJson(String line) {
    try {
      JsonNode node = new JsonMapper().readTree(line);
      return node.isObject();
    } catch (JsonProcessingException e) {
      // That is the answer: it is not.
      return false;
    }
  }
}
