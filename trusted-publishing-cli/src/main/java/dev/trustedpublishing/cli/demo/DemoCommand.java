package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: plays {@link DemoScript} in a sandbox. */
@Command(
    name = "demo",
    header = "Publish to a sandbox on this machine, step by step, in a few seconds.",
    description = {
      "",
      "Starts a sandbox (an identity issuer and registries that verify everything), publishes a"
          + " real wheel and a real source distribution to it, or a real npm package, prints each"
          + " step, and proves the result by querying the registry. Needs no account and no"
          + " network.",
      ""
    },
    footer = {
      "  trusted-publish demo",
      "  trusted-publish demo --repository npm --audit-log audit.jsonl"
    })
public final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description =
          "Append one line of JSON per event. Default: a temporary file that is" + " kept.")
  private @Nullable Path auditLog;

  @Option(
      names = "--repository",
      paramLabel = "NAME",
      defaultValue = "pypi",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Registry repository = Registry.PYPI;

  /** What the sandbox plays. */
  enum Registry {
    PYPI,
    NPM;

    /** Returns the command-line form. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      Path folder = Files.createTempDirectory("trusted-publish-demo");
      folder.toFile().deleteOnExit();
      Path log =
          auditLog == null
              ? Files.createTempFile("trusted-publish-audit", ".jsonl")
              : shell.folder().resolve(auditLog);
      new DemoScript(shell.out(), sandbox, repository == Registry.NPM).run(folder, log);
      return 0;
    } catch (IOException e) {
      throw UsageError.of(
          UsageError.option("The demo can't use the files or the network of this machine.")
              .found(SafeText.reason(e))
              .expected("a folder for temporary files, and connections of this machine to itself")
              .remedy("Choose another folder: java -Djava.io.tmpdir=FOLDER -jar ... demo"));
    }
  }
}
