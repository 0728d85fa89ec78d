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
      "Runs in a CI job: obtains an identity token, exchanges it for an API token, uploads the files"
          + " and revokes the API token, whatever happens in between. Everything that can be checked"
          + " without a credential is checked before there is one.",
      ""
    },
    footer = {
      "  trusted-publish publish",
      "  trusted-publish publish --repository testpypi dist/*.whl",
      "  trusted-publish publish --audit-log audit.jsonl --json",
      "  trusted-publish publish --repository npm dist/*.tgz",
      "",
      "On GitHub Actions the job needs the permission 'id-token: write'."
    })
public final class PublishCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "What to publish; the last part of a path may be a pattern, and a folder stands for its"
              + " files. Default: dist/*; if dist holds no files itself, dist/python/* for PyPI and"
              + " dist/js/* for npm.")
  List<String> files = List.of();

  @Mixin JobOptions job = new JobOptions();

  @Option(
      names = "--trusted-publishing",
      paramLabel = "RULE",
      description = {
        "One of always, automatic, never. Default: what the variable TRUSTED_PUBLISH_RULE says, else"
            + " always.",
        "automatic: where no CI system is present, and only there, use the stored credential: the"
            + " password of the variable TRUSTED_PUBLISH_PASSWORD (or TWINE_PASSWORD,"
            + " UV_PUBLISH_TOKEN, UV_PUBLISH_PASSWORD, or that of .pypirc). never: use nothing else."
            + " The user is that of TRUSTED_PUBLISH_USERNAME (or TWINE_USERNAME,"
            + " UV_PUBLISH_USERNAME, .pypirc), else __token__."
      })
  @Nullable String trustedPublishing;

  @Option(
      names = "--attestations",
      paramLabel = "RULE",
      defaultValue = "auto",
      description =
          "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}: attestations that lie beside the"
              + " files (FILE.publish.attestation) are checked and sent.")
  Attestations attestations = Attestations.AUTO;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "How many files to upload at a time, from 1 to 64. Default: 4. The first file of a release"
              + " always goes alone.")
  @Nullable Integer concurrency;

  @Option(
      names = "--max-file-size",
      paramLabel = "SIZE",
      converter = FileLimit.Converter.class,
      description =
          "Refuse larger files before anything is sent: bytes, or 200M (K, M, G: 1024 each). Default:"
              + " a warning beyond the registry's usual limit, 100M for PyPI.")
  @Nullable FileLimit maxFileSize;

  @Option(
      names = "--keep-going",
      description = "Go on with the other files after one was not published.")
  boolean keepGoing;

  @Option(
      names = "--skip-existing",
      description =
          "Ask the registry first, and don't send what it has with the same content. Other content"
              + " under the same name is still an error.")
  boolean skipExisting;

  @Option(
      names = "--dry-run",
      description = "Only read, check and hash the files; no network, no identity.")
  boolean dryRun;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description = "Append one line of JSON for each event. Never holds a token.")
  @Nullable Path auditLog;

  @Option(
      names = "--audit-chain",
      description =
          "Put the hash of the line before into each line of the audit log; 'audit check' verifies it.")
  boolean auditChain;

  @Option(
      names = "--no-annotations",
      description = "On GitHub Actions: no annotations, and no table in the summary of the job.")
  boolean noAnnotations;

  @Option(
      names = "--json",
      description =
          "Print one JSON document with the result on the standard output, and everything for people"
              + " on the standard error.")
  boolean json;

  @Mixin NpmOptions npm = new NpmOptions();

  @Option(names = "--quiet", description = "Print warnings and errors only, no progress.")
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
