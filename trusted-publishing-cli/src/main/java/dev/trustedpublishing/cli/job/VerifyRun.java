package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.cli.Failures;
import dev.trustedpublishing.cli.progress.Count;
import dev.trustedpublishing.cli.progress.EventPrinter;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** One run of {@code verify}. What goes wrong is thrown; {@link Failures} explains it. */
record VerifyRun(Shell shell, JobOptions options, Optional<Path> auditLog, boolean json) {

  void run() {
    PrintWriter people = json ? shell.err() : shell.out();
    TrustedPublisherBuilder builder =
        new JobPublisher(shell, options)
            .builder()
            .onEvent(new EventPrinter(people, shell.err()))
            .workflowCommands(people::println);
    auditLog.map(AuditSinks::jsonLines).ifPresent(builder::onEvent);
    try (TrustedPublisher publisher = builder.build()) {
      VerifyReport report = publisher.verify(options.packages().toArray(new String[0]));
      people.println(
          "\nThe registration at "
              + SafeText.shown(report.target().name())
              + " works: "
              + Count.of(report.exchanges().size(), "exchange")
              + ", nothing uploaded.");
      if (json) {
        shell.out().println(JsonDocument.of("verified", 0, report.attributes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
