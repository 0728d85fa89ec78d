package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}: the options; {@link SandboxRun} does the work. */
@Command(
    name = "sandbox",
    header = "Run an identity issuer and package registries on this machine.",
    description = {
      "",
      "The issuer imitates GitHub Actions, one registry imitates PyPI, and one is an npm registry;"
          + " they verify everything. With the variables of the sandbox, clients such as this one,"
          + " twine, pip, and npm run as in a CI job. Nothing leaves this machine, and all data is"
          + " lost when the sandbox stops.",
      ""
    },
    footer = {
      "  trusted-publish sandbox --port 8080 --env-file sandbox.env",
      "",
      "and in another terminal:",
      "  set -a; . ./sandbox.env; set +a",
      "  trusted-publish publish",
      "  trusted-publish publish --repository npm dist/*.tgz",
      "",
      "The format of the --publisher file (\"*\" is any project):",
      "  {\"publishers\": [",
      "    {\"kind\": \"github\", \"owner\": \"octo-org\", \"owner_id\": \"65\",",
      "     \"repository\": \"sampleproject\", \"workflow\": \"release.yml\","
          + " \"environment\": \"release\",",
      "     \"projects\": [\"*\"]}",
      "  ]}"
    })
public final class SandboxCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen on, on 127.0.0.1 only. Default: 0, any free port.")
  int port;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description =
          "When ready, write the variables to this file, as NAME=value lines that a shell can"
              + " source.")
  @Nullable Path envFile;

  @Option(
      names = "--publisher",
      paramLabel = "FILE",
      description =
          "The trusted publishers registered for PyPI, as JSON. Default: one that matches the"
              + " variables and may publish any project. For npm, there is always one that matches"
              + " the variables and may publish any package.")
  @Nullable Path publishers;

  @Option(
      names = "--tls",
      paramLabel = "FILE",
      description =
          "Serve HTTPS with a new certificate, and write it to this file as PEM, for clients to"
              + " trust: pip --cert FILE, TWINE_CERT=FILE, NODE_EXTRA_CA_CERTS=FILE.")
  @Nullable Path certificate;

  public SandboxCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    new SandboxRun(shell, this).run();
    return 0;
  }
}
