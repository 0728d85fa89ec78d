package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.FileFault;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Serves a sandbox until the thread is interrupted, which is what a signal does. */
final class SandboxRun {
  private static final int HIGHEST_PORT = 65_535;

  private final Shell shell;
  private final int port;
  private final Optional<Path> envFile;
  private final Optional<Path> publishers;
  private final Optional<Path> certificate;

  SandboxRun(
      Shell shell,
      int port,
      Optional<Path> envFile,
      Optional<Path> publishers,
      Optional<Path> certificate) {
    this.shell = shell;
    this.port = port;
    this.envFile = envFile;
    this.publishers = publishers;
    this.certificate = certificate;
  }

  void run() {
    if (port < 0 || port > HIGHEST_PORT) {
      throw refused(badPort("a port that does not exist"));
    }
    Sandbox.Builder settings = Sandbox.builder().port(port);
    publishers.map(SandboxRun::read).ifPresent(settings::publishers);
    certificate.map(this::make).ifPresent(settings::tls);
    try (Sandbox sandbox = start(settings)) {
      envFile.map(EnvFile::new).ifPresent(file -> file.write(sandbox.environment()));
      introduce(sandbox);
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // This is how a sandbox is stopped: the interrupt has been obeyed.
      shell.out().println("The sandbox is closed.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sandbox start(Sandbox.Builder settings) {
    try {
      return settings.start();
    } catch (IOException e) {
      throw refused(badPort(SafeText.shown(String.valueOf(e.getMessage()))));
    }
  }

  /** Written before the sandbox listens: whoever sees its variables finds the certificate. */
  private LoopbackCertificate make(Path file) {
    LoopbackCertificate made;
    try {
      made = LoopbackCertificate.make();
    } catch (IOException e) {
      throw refused(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION, "The sandbox can't make a certificate for --tls.")
              .found(SafeText.shown(String.valueOf(e.getMessage())))
              .expected("the keytool of the Java that runs this")
              .remedy("Run it with a JDK, or leave --tls out."));
    }
    try {
      Files.writeString(file, made.pem());
      return made;
    } catch (IOException e) {
      throw refused(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION,
                  "The certificate can't be written to " + SafeText.shown(file.toString()) + ".")
              .found(new FileFault(e).reason())
              .expected("a file in a folder that exists and may be written to")
              .remedy("Choose another file for --tls, or create its folder first."));
    }
  }

  private static List<PublisherRegistration> read(Path file) {
    try {
      return PublisherRegistration.read(file);
    } catch (IOException e) {
      throw refused(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION,
                  "The publishers in " + SafeText.shown(file.toString()) + " can't be read.")
              .found(new FileFault(e).reason())
              .expected("a file that this process may read")
              .remedy("Check the path that --publisher gives."));
    } catch (IllegalArgumentException e) {
      // The message names the file and the field.
      throw refused(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION,
                  "The publishers in " + SafeText.shown(file.toString()) + " make no sense.")
              .found(SafeText.of(String.valueOf(e.getMessage()), SafeText.LONGEST_WORDS).value())
              .expected("publishers as 'trusted-publish sandbox --help' shows them")
              .remedy("Correct the field that is named above."));
    }
  }

  private void introduce(Sandbox sandbox) {
    shell.out().println("The sandbox is ready, on this machine only:");
    shell.out().println("  issuer    " + sandbox.issuer().issuer());
    shell.out().println("  uploads   " + sandbox.uploadUrl());
    shell.out().println("  index     " + sandbox.indexUrl());
    shell.out().println("  npm       " + sandbox.npm().uri());
    certificate.ifPresent(file ->
        shell
            .out()
            .println(
                "  to trust  "
                    + file.toAbsolutePath()
                    + " (pip --cert, TWINE_CERT, NODE_EXTRA_CA_CERTS)"));
    shell.out().println();
    shell.out().println(next());
    shell.out().println("Ctrl+C stops the sandbox; everything in it is gone then.");
  }

  private String next() {
    if (envFile.isEmpty()) {
      return "Start it with --env-file FILE to get the variables that lead clients here.";
    }
    return """
    To publish to it, in another terminal:
      set -a; . %s; set +a
      trusted-publish publish
      trusted-publish publish --repository npm FILE.tgz
    and to install from it, in the same terminal: pip install NAME, npm install NAME
    The file holds a token that opens this sandbox and nothing else.
    """
        .formatted(ShellQuoted.of(envFile.get().toAbsolutePath().toString()));
  }

  private Problem badPort(String found) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION, "The sandbox can't listen on port " + port + ".")
        .found(found)
        .expected("a free port from 1 to " + HIGHEST_PORT + ", or 0 for any free one")
        .remedy("Choose another --port, or stop the program that uses this one.");
  }

  private static TrustedPublishingException refused(Problem problem) {
    return TrustedPublishingException.builder(Stage.PLAN, problem).build();
  }
}
