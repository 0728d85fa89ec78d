package dev.trustedpublishing.cli.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.cli.Failures;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command prints with {@code --json}: one line of JSON, with the names of the audit trail.
 * ASCII only, so that no encoding of a console can break it.
 *
 * @param members names to values
 */
public record JsonDocument(Map<String, Object> members) {

  public static JsonDocument planned(String repository, List<Artifact> artifacts) {
    Map<String, Object> members = start("planned", 0);
    members.put("repository", SafeText.shown(repository));
    members.put("artifacts", artifacts.stream().map(JsonDocument::artifact).toList());
    return new JsonDocument(members);
  }

  public static JsonDocument published(PublishReport report) {
    Map<String, Object> members = start("published", 0);
    members.putAll(report.attributes());
    return new JsonDocument(members);
  }

  public static JsonDocument failed(Throwable reason, int exitCode) {
    boolean partial =
        reason instanceof PublishFailedException failed && failed.report().isPartial();
    Map<String, Object> members = start(partial ? "partial" : "failed", exitCode);
    if (reason instanceof PublishFailedException failed) {
      members.putAll(failed.report().attributes());
    }
    members.put("error", error(reason));
    return new JsonDocument(members);
  }

  /** A document whose members come from a report. */
  public static JsonDocument of(String result, int exitCode, Map<String, Object> report) {
    Map<String, Object> members = start(result, exitCode);
    members.putAll(report);
    return new JsonDocument(members);
  }

  /** The document as text. */
  @Override
  public String toString() {
    JsonMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try {
      return mapper.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Strings, numbers, lists and maps can always be written.", e);
    }
  }

  private static Map<String, Object> start(String result, int exitCode) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("result", result);
    members.put("exit_code", exitCode);
    return members;
  }

  private static Map<String, Object> artifact(Artifact artifact) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("filename", SafeText.shown(artifact.filename()));
    members.put("package", SafeText.shown(artifact.packageName()));
    members.put("version", SafeText.shown(artifact.version()));
    members.put("size", artifact.file().size());
    members.put("sha256", artifact.file().sha256());
    return members;
  }

  private static Map<String, Object> error(Throwable reason) {
    if (!(reason instanceof TrustedPublishingException explained)) {
      return problem(Failures.bug(reason));
    }
    Map<String, Object> members = new LinkedHashMap<>(problem(explained.problem()));
    members.put("stage", explained.stage().toString());
    members.put("retry_can_help", explained.retryCanHelp());
    members.put("attempts", explained.attempts());
    put(members, "origin", explained.origin());
    explained.httpStatus().ifPresent(status -> members.put("http_status", status));
    put(members, "request_id", explained.requestId());
    put(members, "server_words", explained.serverWords());
    if (!explained.presentedClaims().isEmpty()) {
      members.put("presented_claims", explained.presentedClaims());
    }
    if (explained.problems().size() > 1) {
      members.put("problems", explained.problems().stream().map(JsonDocument::problem).toList());
    }
    return members;
  }

  private static Map<String, Object> problem(Problem problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", problem.code().value());
    members.put("what", problem.what());
    put(members, "found", problem.found());
    put(members, "wanted", problem.expected());
    members.put("remedy", problem.remedy());
    return members;
  }

  private static void put(Map<String, Object> members, String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present.toString()));
  }
}
