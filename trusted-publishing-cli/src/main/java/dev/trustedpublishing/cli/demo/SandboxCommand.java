package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.setup.registration.TrustTable;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}: runs an issuer and registries until it is stopped. */
@Command(
    name = "sandbox",
    header = "Run an identity issuer and package registries on this machine.",
    description = {
      "",
      "The issuer imitates GitHub Actions or another CI system, one registry imitates PyPI, and"
          + " one is an npm registry; a Sigstore instance signs attestations, and they verify everything. With the variables of the sandbox, clients such as this one,"
          + " twine, pip, and npm run as in a CI job. Nothing leaves this machine, and all data is"
          + " lost when the sandbox stops.",
      ""
    },
    footer = {
      "  trusted-publish sandbox --env-file sandbox.env --samples .",
      "",
      "and in another terminal:",
      "  set -a; . ./sandbox.env; set +a",
      "  trusted-publish publish",
      "  trusted-publish publish --repository npm npm/*.tgz",
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
  private int port;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description =
          "When ready, write the variables to this file, as NAME=value lines that a shell can"
              + " source.")
  private @Nullable Path envFile;

  @Option(
      names = "--publisher",
      paramLabel = "FILE",
      description =
          "The trusted publishers registered for PyPI, as JSON. Default: one that matches the"
              + " variables and may publish any project. For npm, there is always one that matches"
              + " the variables and may publish any package.")
  private @Nullable Path publishers;

  @Option(
      names = "--ci",
      paramLabel = "ID",
      defaultValue = "github",
      description =
          "The CI system to imitate, one of ${COMPLETION-CANDIDATES}. Default: github. The program"
              + " of its agent, if it has one, is in the first folder of PATH in --env-file.")
  private SandboxCi ci = SandboxCi.GITHUB;

  @Option(
      names = "--tls",
      paramLabel = "FILE",
      description =
          "Serve HTTPS with a new certificate, and write it to this file as PEM, for clients to"
              + " trust: pip --cert FILE, TWINE_CERT=FILE, NODE_EXTRA_CA_CERTS=FILE.")
  private @Nullable Path certificate;

  @Option(
      names = "--samples",
      paramLabel = "FOLDER",
      description =
          "Create packages to publish in new folders of this one: a wheel and a source"
              + " distribution in 'dist', an npm package in 'npm'.")
  private @Nullable Path samples;

  public SandboxCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    new Service().run();
    return 0;
  }

  /**
   * Serves a sandbox until the thread is interrupted, which is what a signal does. Not part of the
   * command, because picocli looks at each method of that and would load the testkit for a help
   * text.
   */
  private final class Service {
    private static final int MAX_PORT = 65_535;

    void run() throws IOException {
      if (port < 0 || port > MAX_PORT) {
        throw badPort("an invalid port");
      }
      Sandbox.Builder settings = ci.in(Sandbox.builder()).port(port).withSigstore();
      resolved(publishers).map(Service::read).ifPresent(settings::publishers);
      resolved(certificate).map(Service::make).ifPresent(settings::tls);
      resolved(samples).ifPresent(Service::copySamples);
      try (Sandbox sandbox = start(settings)) {
        resolved(envFile).map(EnvFile::new).ifPresent(file -> file.write(sandbox.environment()));
        introduce(sandbox);
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // This is how a sandbox is stopped: the interrupt has been obeyed.
        shell.out().println("The sandbox is closed.");
      }
    }

    private Optional<Path> resolved(@Nullable Path path) {
      return Optional.ofNullable(path).map(shell.folder()::resolve);
    }

    private Sandbox start(Sandbox.Builder settings) {
      try {
        return settings.start();
      } catch (IOException e) {
        throw badPort(SafeText.shown(String.valueOf(e.getMessage())));
      }
    }

    /**
     * Written before the sandbox listens: a client that sees its variables must find the
     * certificate.
     */
    private static LoopbackCertificate make(Path file) {
      LoopbackCertificate made;
      try {
        made = LoopbackCertificate.make();
      } catch (IOException e) {
        throw UsageError.of(
            UsageError.option("The sandbox can't create a certificate for --tls.")
                .found(SafeText.shown(String.valueOf(e.getMessage())))
                .expected("the keytool of the running Java")
                .remedy("Run it with a JDK, or omit --tls."));
      }
      try {
        Files.writeString(file, made.pem());
        return made;
      } catch (IOException e) {
        throw UsageError.notWritable("The certificate", file, "file for --tls", e);
      }
    }

    /** Not next to real packages: the next publish would take the samples too. */
    private static void copySamples(Path folder) {
      try {
        SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
        SamplePackage.PACKED.copyTo(Files.createDirectory(folder.resolve("npm")));
      } catch (FileAlreadyExistsException e) {
        throw noSamples(SafeText.shown(String.valueOf(e.getMessage())) + " exists");
      } catch (IOException e) {
        throw noSamples(SafeText.reason(e));
      }
    }

    private static TrustedPublishingException noSamples(String found) {
      return UsageError.of(
          UsageError.option("The samples can't be created.")
              .found(found)
              .expected("an existing, writable folder without 'dist' and 'npm'")
              .remedy("Choose another folder for --samples."));
    }

    private static List<PublisherRegistration> read(Path file) {
      String name = SafeText.shown(file.toString());
      try {
        return PublisherRegistration.read(file);
      } catch (IOException e) {
        throw UsageError.of(
            UsageError.option("The publishers in " + name + " can't be read.")
                .found(SafeText.reason(e))
                .expected("a file that this process can read")
                .remedy("Check the path of --publisher."));
      } catch (IllegalArgumentException e) {
        // The message names the file and the field.
        throw UsageError.of(
            UsageError.option("The publishers in " + name + " are invalid.")
                .found(
                    SafeText.of(String.valueOf(e.getMessage()), SafeText.MAX_MESSAGE_LENGTH)
                        .value())
                .expected("publishers as shown by 'trusted-publish sandbox --help'")
                .remedy("Correct the field named above."));
      }
    }

    private void introduce(Sandbox sandbox) {
      PrintWriter out = shell.out();
      out.println("The sandbox is ready, on this machine only:");
      out.println("  issuer    " + ci.issuer(sandbox).issuer() + ", imitates " + ci.title());
      out.println("  uploads   " + sandbox.uploadUrl());
      out.println("  index     " + sandbox.indexUrl());
      out.println("  npm       " + sandbox.npm().uri());
      out.println(
          "  sigstore  "
              + sandbox.sigstore().uri()
              + " (client_trust_config.json, trusted_root.json)");
      resolved(certificate)
          .map(Path::toAbsolutePath)
          .ifPresent(file ->
              out.println(
                  "  to trust  " + file + " (pip --cert, TWINE_CERT, NODE_EXTRA_CA_CERTS)"));
      List<String> strangers = strangers();
      if (!strangers.isEmpty()) {
        out.println(
            "As in reality, " + String.join(" and ", strangers) + " will reject this CI system.");
      }
      out.println("\n" + next());
      out.println("Ctrl+C stops the sandbox; all data is lost then.");
    }

    private List<String> strangers() {
      TrustTable table = TrustTable.read();
      return Stream.of("pypi", "npm")
          .filter(registry -> !table.trusts(ci.toString(), registry).orElse(true))
          .toList();
    }

    private String next() {
      if (envFile == null) {
        return "Start it with --env-file FILE to get the variables that configure clients.";
      }
      Path file = shell.folder().resolve(envFile).toAbsolutePath();
      return """
      To publish to it, in another terminal:
        set -a; . %s; set +a
        trusted-publish publish
        trusted-publish publish --repository npm FILE.tgz
      To install from it, in the same terminal: pip install NAME, npm install NAME
      The file contains a token that is valid for this sandbox only.
      """
          .formatted(EnvFile.quoted(file.toString()));
    }

    private TrustedPublishingException badPort(String found) {
      return UsageError.of(
          UsageError.option("The sandbox can't listen on port " + port + ".")
              .found(found)
              .expected("a free port from 1 to " + MAX_PORT + ", or 0 for any free one")
              .remedy("Choose another --port, or stop the program that uses this one."));
    }
  }
}
