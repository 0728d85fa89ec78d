package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.JobInspection;
import dev.trustedpublishing.setup.doctor.Diagnosis;
import dev.trustedpublishing.setup.doctor.Doctor;
import dev.trustedpublishing.setup.registration.Registration;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: shows what a job presents, and what keeps it from publishing. */
@Command(
    name = "doctor",
    header = "Show the identity of this job, what the registry compares, and problems.",
    description = {
      "",
      "Checks the CI system, the identity of the job, leftover stored credentials, the clock,"
          + " proxies, and certificates. Uses no network without --online, and never exchanges a"
          + " token.",
      ""
    },
    footer = {
      "  trusted-publish doctor",
      "  trusted-publish doctor --online",
      "  trusted-publish doctor --expect owner=octo-org,repository=sample,workflow=release.yml",
      "",
      "Exits with 0 if nothing prevents this job from publishing, otherwise with the exit code of"
          + " the first error."
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description =
          "The package, if the registry issues one token per package (npm); may be repeated.")
  private List<String> packages = List.of();

  @Option(
      names = "--expect",
      paramLabel = "FIELDS|FILE",
      description =
          "The registration to compare with: owner=...,repository=...,workflow=...,"
              + "environment=... (some of them), or a JSON file with these members.")
  private @Nullable String expected;

  @Option(
      names = "--online",
      description =
          "Query the registry's audience and obtain an identity token, to show its real claims.")
  private boolean online;

  @Option(names = "--json", description = "Print one JSON document to standard output.")
  private boolean json;

  public DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Job job = new Job(shell, options);
    PrintWriter commands = json ? shell.err() : shell.out();
    try (JobInspection inspection =
        job.publisher().workflowCommands(commands::println).buildInspection()) {
      Doctor doctor =
          Doctor.of(inspection, job.environment()).lookingAt(shell.folder()).packages(packages);
      if (expected != null) {
        doctor.expecting(
            expected.contains("=")
                ? Registration.parse(expected)
                : Registration.read(shell.folder().resolve(expected)));
      }
      Diagnosis diagnosis = online ? doctor.examineOnline() : doctor.examine();
      int exitCode = diagnosis.firstError().map(code -> code.category().exitCode()).orElse(0);
      shell
          .out()
          .println(
              json
                  ? new JsonDocument("diagnosed", exitCode).with(diagnosis.attributes())
                  : diagnosis.text());
      return exitCode;
    }
  }
}
