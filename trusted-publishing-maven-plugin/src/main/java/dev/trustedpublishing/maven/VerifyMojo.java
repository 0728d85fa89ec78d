package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.core.report.VerifyReport;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Tests the registration without uploading. Runs in a CI job: obtains an identity token, exchanges
 * it for an API token, and revokes it. Never uses a stored credential. Runs once for a build with
 * several modules. Thread-safe.
 */
@Mojo(name = "verify", aggregator = true, requiresProject = false, threadSafe = true)
public final class VerifyMojo extends JobMojo {
  /** The packages to verify, if the registry issues one token per package (npm). */
  @Parameter(property = "trustedpublishing.packages")
  List<String> packages = List.of();

  /** Creates the goal; Maven sets its parameters. */
  public VerifyMojo() {}

  @Override
  void run() {
    EventPrinter lines = lines();
    try (StoppablePublisher open =
        new StoppablePublisher(publisher().onEvent(lines).build(), getLog())) {
      VerifyReport report = open.publisher().verify(packages.toArray(new String[0]));
      report.warnings().forEach(lines::warn);
      getLog()
          .info(
              "The registration at "
                  + SafeText.shown(report.target().name())
                  + " works: "
                  + EventPrinter.count(report.exchanges().size(), "exchange")
                  + ", nothing uploaded.");
    }
  }
}
