package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.cli.job.JobOptions;
import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code publish}: the options; {@link PublishRun} does the work. */
@Command(
    name = "publish",
    header = "Publish wheels and source distributions, or packed npm packages.",
    description = {
      "",
      "Runs in a CI job: obtains an identity token, exchanges it for an API token, uploads the"
          + " files, and always revokes the API token. Everything that can be checked without a"
          + " credential is checked first.",
      ""
    },
    footer = {
      "  trusted-publish publish",
      "  trusted-publish publish --repository testpypi dist/*.whl",
      "  trusted-publish publish --audit-log audit.jsonl --json",
      "  trusted-publish publish --repository npm dist/*.tgz",
      "",
      "On GitHub Actions, the job needs the permission 'id-token: write'."
    })
public final class PublishCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "The files to publish. The last part of a path may be a pattern; a folder means all files"
              + " in it. Default: dist/*, or if dist contains no files itself, dist/python/* for"
              + " PyPI and dist/js/* for npm.")
  List<String> files = List.of();

  @Mixin JobOptions job = new JobOptions();

  @Option(
      names = "--trusted-publishing",
      paramLabel = "RULE",
      description = {
        "One of always, automatic, never. Default: the variable TRUSTED_PUBLISH_RULE, otherwise"
            + " always.",
        "automatic: use the stored credential only if no CI system is present: the password in"
            + " TRUSTED_PUBLISH_PASSWORD (or TWINE_PASSWORD, UV_PUBLISH_TOKEN, UV_PUBLISH_PASSWORD,"
            + " .pypirc). never: use only the stored credential. The user name is in"
            + " TRUSTED_PUBLISH_USERNAME (or TWINE_USERNAME, UV_PUBLISH_USERNAME, .pypirc),"
            + " otherwise __token__."
      })
  @Nullable String trustedPublishing;

  @Option(
      names = "--attestations",
      paramLabel = "RULE",
      defaultValue = "auto",
      description =
          "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}: attestations next to the"
              + " files (FILE.publish.attestation) are validated and sent; missing ones are made"
              + " if the CI system and the registry accept them and the repository is public.")
  Attestations attestations = Attestations.AUTO;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "The number of parallel uploads, from 1 to 64. Default: 4, and up to 8 while the registry"
              + " responds slowly. The first file of a release is always uploaded alone.")
  @Nullable Integer concurrency;

  @Option(
      names = "--max-file-size",
      paramLabel = "SIZE",
      converter = FileSize.class,
      description =
          "Reject larger files before anything is sent: bytes, or 200M (K, M, G: powers of 1024)."
              + " Default: a warning above the registry's usual limit, 100M for PyPI.")
  @Nullable Long maxFileSize;

  @Option(
      names = "--index",
      paramLabel = "URL",
      description =
          "The index that installers read, where it is not next to the upload URL: a file that it"
              + " has with the same content counts as published. Default: the variable"
              + " TRUSTED_PUBLISH_INDEX, or 'index' in .pypirc. PyPI and TestPyPI ignore these two.")
  @Nullable String index;

  @Option(
      names = "--keep-going",
      description = "Continue with the other files after one was not published.")
  boolean keepGoing;

  @Option(
      names = "--skip-existing",
      description =
          "Query the registry first, and skip files that it has with the same content. Different"
              + " content under the same name is still an error.")
  boolean skipExisting;

  @Option(
      names = "--dry-run",
      description = "Only read, validate, and hash the files; no network, no identity.")
  boolean dryRun;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description = "Append one line of JSON per event. Never contains a token.")
  @Nullable Path auditLog;

  @Option(
      names = "--audit-chain",
      description =
          "Add the hash of the previous line to each line of the audit log; 'audit check' verifies"
              + " it.")
  boolean auditChain;

  @Option(
      names = "--no-annotations",
      description = "On GitHub Actions: no annotations, and no table in the job summary.")
  boolean noAnnotations;

  @Option(
      names = "--json",
      description =
          "Print one JSON document with the result to standard output, and text for people to"
              + " standard error.")
  boolean json;

  @Mixin NpmOptions npm = new NpmOptions();

  @Option(names = "--quiet", description = "Print only warnings and errors, no progress.")
  boolean quiet;

  public PublishCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    new PublishRun(shell, this).run();
    return 0;
  }
}
