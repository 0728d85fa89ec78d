package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.setup.registration.TrustTable;
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
      "  trusted-publish demo --repository npm --audit-log audit.jsonl",
      "  trusted-publish demo --ci gitlab"
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

  @Option(
      names = "--ci",
      paramLabel = "ID",
      defaultValue = "github",
      description = "The CI system to imitate, one of ${COMPLETION-CANDIDATES}. Default: github.")
  private SandboxCi ci = SandboxCi.GITHUB;

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
    requireTrust();
    try (Sandbox sandbox = ci.in(Sandbox.builder()).start()) {
      Path folder = Files.createTempDirectory("trusted-publish-demo");
      folder.toFile().deleteOnExit();
      Path log =
          auditLog == null
              ? Files.createTempFile("trusted-publish-audit", ".jsonl")
              : shell.folder().resolve(auditLog);
      new DemoScript(shell.out(), sandbox, ci, repository == Registry.NPM).run(folder, log);
      return 0;
    } catch (IOException e) {
      throw UsageError.of(
          UsageError.option("The demo can't use the files or the network of this machine.")
              .found(SafeText.reason(e))
              .expected("a folder for temporary files, and connections of this machine to itself")
              .remedy("Choose another folder: java -Djava.io.tmpdir=FOLDER -jar ... demo"));
    }
  }

  /** A demo of a rejection would not be one. */
  private void requireTrust() {
    TrustTable table = TrustTable.read();
    if (!table.trusts(ci.toString(), repository.toString()).orElse(true)) {
      String others = String.join(", ", table.trusting(ci.toString()));
      throw UsageError.of(
          UsageError.option(repository + " does not trust " + ci.title() + ".")
              .found("--ci " + ci + " --repository " + repository)
              .expected("a registry that trusts " + ci.title() + ": " + others)
              .remedy(
                  table.trusting(ci.toString()).contains(Registry.NPM.toString())
                      ? "Add --repository npm."
                      : "Try it with another --ci, or see the rejection: sandbox --ci " + ci));
    }
  }
}
