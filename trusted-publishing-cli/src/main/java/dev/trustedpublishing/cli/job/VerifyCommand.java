package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: tries a registration without uploading. */
@Command(
    name = "verify",
    header = "Test the registration without uploading.",
    description = {
      "",
      "Runs in a CI job: obtains an identity token, exchanges it for an API token, and revokes it."
          + " Never uses a stored credential.",
      ""
    },
    footer = {
      "  trusted-publish verify",
      "  trusted-publish verify --repository testpypi --attest",
      "  trusted-publish verify --repository npm --package @octo/sample",
      "",
      "At PyPI, the exchange itself lets a pending publisher create its project."
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description =
          "The package to verify, if the registry issues one token per package (npm); may be"
              + " repeated.")
  private List<String> packages = List.of();

  @Option(
      names = "--attest",
      description =
          "Also obtain the certificate that attestations are signed with. Signs nothing, but the"
              + " certificate is public forever: it names the repository and the workflow.")
  private boolean attest;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description = "Append one line of JSON per event. Never contains a token.")
  private @Nullable Path auditLog;

  @Option(
      names = "--json",
      description =
          "Print one JSON document with the result to standard output, and text for people to"
              + " standard error.")
  private boolean json;

  public VerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter people = json ? shell.err() : shell.out();
    TrustedPublisherBuilder builder =
        new Job(shell, options)
            .publisher()
            .onEvent(new EventPrinter(people::println, shell::warn))
            .workflowCommands(people::println);
    if (attest) {
      builder.attestations(Attestations.REQUIRED);
    }
    if (auditLog != null) {
      builder.onEvent(AuditSinks.jsonLines(shell.folder().resolve(auditLog)));
    }
    try (TrustedPublisher publisher = builder.build()) {
      VerifyReport report = publisher.verify(packages.toArray(new String[0]));
      people.println(
          "\nThe registration at "
              + SafeText.shown(report.target().name())
              + " works: "
              + EventPrinter.count(report.exchanges().size(), "exchange")
              + ", nothing uploaded.");
      // No lambda: picocli looks at each method of a command, and would load the types of its
      // parameters.
      Set<String> signatures = new LinkedHashSet<>();
      for (VerifyReport.Exchange exchange : report.exchanges()) {
        signatures.add("Signature of the identity token: " + exchange.signature().text());
      }
      signatures.forEach(people::println);
      if (report.certificate().isPresent()) {
        VerifyReport.Certificate certificate = report.certificate().get();
        people.println(
            "Certificate for attestations: issued by "
                + SafeText.shown(certificate.attestor())
                + ", verified, valid until "
                + certificate.expiresAt()
                + "; nothing was signed.");
      }
      if (json) {
        shell.out().println(new JsonDocument("verified", 0).with(report.attributes()));
      }
    }
    return 0;
  }
}
