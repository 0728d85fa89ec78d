package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks what the demo claims. Each check prints what it found, or throws. */
final class DemoProof {
  private final DemoStory story;

  DemoProof(DemoStory story) {
    this.story = story;
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

  /** Tells a claim that is proven, or throws what was found instead. */
  void require(boolean proven, String claim, String found) {
    if (!proven) {
      throw TrustedPublishingException.builder(
              Stage.PUBLISH,
              Problem.of(ErrorCode.INTERNAL_BUG, "The demo could not prove what it claims.")
                  .found(SafeText.shown(found))
                  .expected(claim)
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
