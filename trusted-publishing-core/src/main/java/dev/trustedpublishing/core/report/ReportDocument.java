package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A report for programs: names and values, in a fixed order. */
final class ReportDocument {
  private ReportDocument() {}

  static Map<String, Object> of(PublishReport report) {
    Map<String, Object> members = of(report.runId(), report.target());
    members.put("artifacts", report.artifacts().stream().map(ReportDocument::of).toList());
    members.put("revocations", report.revocations().stream().map(ReportDocument::of).toList());
    members.put("warnings", report.warnings().stream().map(ReportDocument::of).toList());
    members.put("duration_ms", report.duration().toMillis());
    return members;
  }

  static Map<String, Object> of(String runId, RepositoryTarget target) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("run", runId);
    members.put("repository", target.repositoryId());
    members.put("target", SafeText.shown(target.name()));
    members.put("origin", target.origin().toString());
    return members;
  }

  private static Map<String, Object> of(ArtifactResult result) {
    Artifact artifact = result.artifact();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("filename", SafeText.shown(artifact.filename()));
    members.put("package", SafeText.shown(artifact.packageName()));
    members.put("version", SafeText.shown(artifact.version()));
    members.put("size", result.bytes());
    members.put("sha256", artifact.file().sha256());
    members.put("state", result.state().toString());
    members.put("attempts", result.attempts());
    members.put("duration_ms", result.duration().toMillis());
    result.bytesPerSecond().ifPresent(rate -> members.put("bytes_per_second", rate));
    put(members, "page", result.page());
    put(members, "code", result.failure().map(failure -> failure.code()));
    return members;
  }

  static Map<String, Object> of(Revocation revocation) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (revocation instanceof Revocation.Failed failed) {
      members.put("result", "failed");
      members.put("reason", SafeText.shown(failed.reason()));
      members.put("expires_at", failed.expiresAt().toString());
    } else if (revocation instanceof Revocation.ExpiresAt expires) {
      members.put("result", "expires");
      members.put("expires_at", expires.time().toString());
    } else {
      members.put("result", revocation instanceof Revocation.Revoked ? "revoked" : "requested");
    }
    return members;
  }

  static Map<String, Object> of(Problem problem) {
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
