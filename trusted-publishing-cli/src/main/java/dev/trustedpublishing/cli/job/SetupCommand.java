package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.setup.Setup;
import dev.trustedpublishing.setup.SetupPlan;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code setup}: writes a workflow and fills in the registration form. */
@Command(
    name = "setup",
    header = "Write the release workflow and print the registration form.",
    description = {
      "",
      "Reads the git remote, the CI files, and the package files of a project. Writes a workflow"
          + " for GitHub Actions or jobs for GitLab CI/CD, shows the diff, and prints what to"
          + " register at the registry, and where. Uses no network.",
      ""
    },
    footer = {
      "  trusted-publish setup",
      "  trusted-publish setup --repository testpypi --workflow try.yml",
      "  trusted-publish setup --dry-run"
    })
public final class SetupCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--repository",
      paramLabel = "NAME",
      description = "One of ${COMPLETION-CANDIDATES}. Default: from the project's files.")
  private @Nullable Registry repository;

  @Option(
      names = "--ci",
      paramLabel = "ID",
      description = "One of ${COMPLETION-CANDIDATES}. Default: the host of the repository.")
  private @Nullable CiSystem ci;

  @Option(
      names = "--project",
      paramLabel = "FOLDER",
      description = "The project folder. Default: the current folder.")
  private @Nullable Path project;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "The project's name at the registry. Default: from the project's files.")
  private @Nullable String packageName;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "The deployment environment. Default: the name of the registry.")
  private @Nullable String environment;

  @Option(
      names = "--workflow",
      paramLabel = "FILE",
      description = "The workflow's file on GitHub. Default: release.yml.")
  private @Nullable String workflow;

  @Option(
      names = "--npm-registry",
      paramLabel = "URL",
      description = "The npm registry URL. Default: from package.json or .npmrc.")
  private @Nullable String npmRegistry;

  @Option(
      names = "--cli-version",
      paramLabel = "VERSION",
      description = "The version of this program that the workflow runs. Default: this version.")
  private @Nullable String cliVersion;

  @Option(names = "--force", description = "Overwrite a file with different content.")
  private boolean force;

  @Option(names = "--dry-run", description = "Only show what would be written.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one JSON document to standard output.")
  private boolean json;

  public SetupCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Setup setup = Setup.in(project == null ? shell.folder() : shell.folder().resolve(project));
    Optional.ofNullable(repository).ifPresent(setup::registry);
    Optional.ofNullable(ci).ifPresent(setup::ci);
    Optional.ofNullable(packageName).ifPresent(setup::packageName);
    Optional.ofNullable(environment).ifPresent(setup::environment);
    Optional.ofNullable(workflow).ifPresent(setup::workflow);
    Optional.ofNullable(npmRegistry).ifPresent(setup::npmRegistry);
    Optional.ofNullable(cliVersion).ifPresent(setup::version);
    SetupPlan plan = setup.plan();
    PrintWriter people = json ? shell.err() : shell.out();
    people.print(plan.isDone() ? plan.name() + " is up to date.\n" : plan.diff());
    people.flush();
    if (dryRun) {
      people.println("\nNothing was written.");
    } else if (force) {
      plan.overwrite();
    } else {
      plan.write();
    }
    people.println("\nTo register:\n\n" + plan.form().text());
    plan.notes().forEach(note -> people.println("\n" + note));
    if (json) {
      shell
          .out()
          .println(
              new JsonDocument(dryRun ? "planned" : "written", 0)
                  .with("file", plan.name())
                  .with("content", plan.content())
                  .with("diff", plan.diff())
                  .with("form", plan.form().entries())
                  .with("form_place", plan.form().place())
                  .with("notes", plan.notes()));
    }
    return 0;
  }
}
