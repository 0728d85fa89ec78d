package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the demo does differently for each kind of registry. */
interface DemoRegistry {

  /** What the registry of the sandbox is, for the story. */
  String registry(Sandbox sandbox);

  /** What is published, for the story. */
  String sample();

  /** Writes the sample into a folder. */
  List<Path> files(Path folder) throws IOException;

  /** Where to publish, as {@code --repository} has it. */
  String repository(Sandbox sandbox);

  /** The API tokens that the registry gave. */
  List<String> apiTokens(Sandbox sandbox);

  /** Asks the registry, without the library, whether all is as the report says. */
  void prove(Sandbox sandbox, DemoProof proof, PublishReport report) throws IOException;
}
