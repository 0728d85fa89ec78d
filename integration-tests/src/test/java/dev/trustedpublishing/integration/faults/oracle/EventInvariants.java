package dev.trustedpublishing.integration.faults.oracle;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.schema.AuditSchema;
import java.util.ArrayList;
import java.util.List;

/** The events of a run are as docs/events.md says, and none is missing. */
public final class EventInvariants {
  private static final AuditSchema SCHEMA = new AuditSchema();

  private final RunRecord observed;
  private final List<AuditEntry> entries;
  private final List<String> broken = new ArrayList<>();

  private EventInvariants(RunRecord observed) {
    this.observed = observed;
    this.entries = observed.events();
  }

  public static List<String> violations(RunRecord observed) {
    EventInvariants stream = new EventInvariants(observed);
    stream.everyEventIsValid();
    stream.noNumberIsMissing();
    stream.itBeginsAndEnds();
    stream.everyStartedFileEnds();
    stream.everySinkGotAll();
    return stream.broken;
  }

  private void everyEventIsValid() {
    for (AuditEntry entry : entries) {
      String line = AuditSinks.json(entry);
      SCHEMA.violations(line).forEach(violation -> broken.add(violation + " in " + line));
    }
  }

  private void noNumberIsMissing() {
    for (int at = 0; at < entries.size(); at++) {
      AuditEntry entry = entries.get(at);
      if (entry.sequence() != at + 1 || !entry.runId().equals(observed.report().runId())) {
        broken.add(
            "number " + entry.sequence() + " of run " + entry.runId() + " is at place " + (at + 1));
      }
    }
  }

  private void itBeginsAndEnds() {
    List<String> types = entries.stream().map(entry -> entry.event().type()).toList();
    if (!types.contains("run.started")
        || types.lastIndexOf("run.started") != 0
        || types.indexOf("run.finished") != types.size() - 1) {
      broken.add("it does not begin and end once: " + types);
      return;
    }
    if (!(entries.get(types.size() - 1).event() instanceof AuditEvent.RunFinished end)) {
      return;
    }
    long there =
        observed.report().artifacts().stream()
            .filter(result -> result.state().isPublished())
            .count();
    boolean failed = observed.failure().isPresent();
    if (end.published() != there
        || end.notPublished() != observed.report().artifacts().size() - there
        || end.code().isPresent() != failed
        || end.result().equals("published") == failed) {
      broken.add("the end says " + end + ", and the report something else");
    }
  }

  /** A file that was started ends once, and one that was not is not attempted. */
  private void everyStartedFileEnds() {
    List<String> started = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (AuditEntry entry : entries) {
      if (entry.event() instanceof AuditEvent.ArtifactStarted it) {
        started.add(it.filename());
      } else if (entry.event() instanceof AuditEvent.ArtifactPublished it) {
        ended.add(it.filename());
      } else if (entry.event() instanceof AuditEvent.ArtifactAlreadyThere it) {
        ended.add(it.filename());
      } else if (entry.event() instanceof AuditEvent.ArtifactFailed it) {
        ended.add(it.filename());
      }
    }
    if (!started.stream().sorted().toList().equals(ended.stream().sorted().toList())) {
      broken.add("the files " + started + " were started, and " + ended + " ended");
    }
    observed.report().artifacts().stream()
        .filter(result -> result.state() != ArtifactState.NOT_ATTEMPTED)
        .map(result -> result.artifact().filename())
        .filter(name -> !started.contains(name))
        .forEach(name -> broken.add(name + " ended and was never started"));
  }

  private void everySinkGotAll() {
    List<String> lines = entries.stream().map(AuditSinks::json).toList();
    String written = observed.output().getOrDefault("JSON lines", "");
    if (!written.lines().toList().equals(lines)) {
      broken.add("JSON lines holds something else:\n" + written);
    }
    long chained = observed.output().getOrDefault("chained JSON lines", "").lines().count();
    if (chained != lines.size()) {
      broken.add("chained JSON lines holds " + chained + " lines, and not " + lines.size());
    }
  }
}
