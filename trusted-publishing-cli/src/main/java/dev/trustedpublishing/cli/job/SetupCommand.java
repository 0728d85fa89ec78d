package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code setup}: reads the options; {@link SetupRun} does the work. */
@Command(
    name = "setup",
    header = "Write the release workflow and fill in the registration form.",
    description = {
      "",
      "Reads the git remote, the CI files and the package files of a project. Writes a workflow for"
          + " GitHub Actions or jobs for GitLab CI/CD, shows the difference, and prints what to"
          + " register at the registry, and where. Touches no network.",
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
      description = "pypi, testpypi or npm. Without: what the project's files say.")
  private @Nullable String repository;

  @Option(
      names = "--ci",
      paramLabel = "ID",
      description = "github or gitlab. Without: the one that hosts the repository.")
  private @Nullable String ci;

  @Option(
      names = "--project",
      paramLabel = "FOLDER",
      description = "The project. Without: this folder.")
  private @Nullable Path project;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "The project's name at the registry. Without: what the project's files say.")
  private @Nullable String packageName;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "The deployment environment. Without: the name of the registry.")
  private @Nullable String environment;

  @Option(
      names = "--workflow",
      paramLabel = "FILE",
      description = "The workflow's file on GitHub. Without: release.yml.")
  private @Nullable String workflow;

  @Option(
      names = "--npm-registry",
      paramLabel = "URL",
      description = "The npm registry's address. Without: what package.json or .npmrc says.")
  private @Nullable String npmRegistry;

  @Option(
      names = "--cli-version",
      paramLabel = "VERSION",
      description = "The version of this program that the workflow runs. Without: this one.")
  private @Nullable String cliVersion;

  @Option(names = "--force", description = "Overwrite a file that has other content.")
  private boolean force;

  @Option(names = "--dry-run", description = "Only show what would be done.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one JSON document on the standard output.")
  private boolean json;

  public SetupCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    SetupOptions options =
        new SetupOptions(
            project == null ? shell.folder() : shell.folder().resolve(project),
            Optional.ofNullable(repository),
            Optional.ofNullable(ci),
            Optional.ofNullable(packageName),
            Optional.ofNullable(environment),
            Optional.ofNullable(workflow),
            Optional.ofNullable(npmRegistry),
            Optional.ofNullable(cliVersion),
            force,
            dryRun,
            json);
    new SetupRun(shell, options).run();
    return 0;
  }
}
