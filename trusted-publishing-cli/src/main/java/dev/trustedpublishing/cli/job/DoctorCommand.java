package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.Shell;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: reads the options; {@link DoctorRun} does the work. */
@Command(
    name = "doctor",
    header = "Say who this job is, what the registry compares, and what is wrong.",
    description = {
      "",
      "Looks at the CI system, the identity that the job would present, stored credentials that are"
          + " left over, the clock, proxies and certificates. Touches no network unless --online is"
          + " given, and exchanges nothing in either case.",
      ""
    },
    footer = {
      "  trusted-publish doctor",
      "  trusted-publish doctor --online",
      "  trusted-publish doctor --expect owner=octo-org,repository=sample,workflow=release.yml",
      "",
      "Ends with 0 if nothing keeps this job from publishing, else with the code of the first error."
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private JobOptions job = new JobOptions();

  @Option(
      names = "--expect",
      paramLabel = "FIELDS|FILE",
      description =
          "What is registered, to be compared with: owner=...,repository=...,workflow=...,"
              + "environment=... (some of them), or a JSON file with these members.")
  private @Nullable String expected;

  @Option(
      names = "--online",
      description =
          "Ask the registry for its audience and obtain an identity token, to see its real claims.")
  private boolean online;

  @Option(names = "--json", description = "Print one JSON document on the standard output.")
  private boolean json;

  public DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return new DoctorRun(shell, job, Optional.ofNullable(expected), online, json).run();
  }
}
