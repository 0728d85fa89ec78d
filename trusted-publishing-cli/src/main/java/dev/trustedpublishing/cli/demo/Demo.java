package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.FileFault;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole thing in one process: a sandbox, a real package, the real pipeline, and a proof of what
 * it did that does not use the pipeline.
 */
final class Demo {
  private final DemoRegistry registry;
  private final Optional<Path> auditLog;
  private final DemoStory story;

  Demo(Shell shell, DemoRegistry registry, Optional<Path> auditLog) {
    this.registry = registry;
    this.auditLog = auditLog;
    this.story = new DemoStory(shell.out());
  }

  void run() {
    try {
      Path folder = Files.createTempDirectory("trusted-publish-demo");
      folder.toFile().deleteOnExit();
      List<Path> files = registry.files(folder);
      files.forEach(file -> file.toFile().deleteOnExit());
      try (Sandbox sandbox = Sandbox.builder().start()) {
        play(sandbox, files, auditLog());
      }
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  private void play(Sandbox sandbox, List<Path> files, Path log) throws IOException {
    story.begin(sandbox, registry);
    List<String> commands = new ArrayList<>();
    PublishReport report = publish(sandbox, files, log, commands);
    story.masked(commands.size());

    story.heading("Proof, by asking the registry without the library");
    DemoProof proof = new DemoProof(story);
    registry.prove(sandbox, proof, report);
    proof.auditLogIsWhole(log, report.runId(), story.events(), secrets(sandbox, commands));
    story.end(log, report.duration());
  }

  private PublishReport publish(Sandbox sandbox, List<Path> files, Path log, List<String> commands)
      throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(registry.repository(sandbox))
            .environment(sandbox.environment())
            .onEvent(story)
            .onEvent(AuditSinks.jsonLines(log))
            // They hold the tokens, and a terminal does not take them out as a CI system does.
            .workflowCommands(commands::add)
            .build()) {
      return publisher.publish(files);
    }
  }

  /** Everything that must not be found anywhere: what was to be masked, and what the job held. */
  private List<String> secrets(Sandbox sandbox, List<String> commands) {
    List<String> secrets = new ArrayList<>();
    commands.forEach(command -> secrets.add(command.substring(command.lastIndexOf(':') + 1)));
    secrets.addAll(registry.apiTokens(sandbox));
    Optional.ofNullable(sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
        .ifPresent(secrets::add);
    return secrets;
  }

  private Path auditLog() throws IOException {
    return auditLog.isPresent()
        ? auditLog.get()
        : Files.createTempFile("trusted-publish-audit", ".jsonl");
  }

  private static TrustedPublishingException noRoom(IOException e) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_INVALID_OPTION,
                    "The demo can't use the files or the network of this machine.")
                .found(new FileFault(e).reason())
                .expected("a folder for temporary files, and connections of this machine to itself")
                .remedy("Choose another folder: java -Djava.io.tmpdir=FOLDER -jar ... demo"))
        .cause(e)
        .build();
  }
}
