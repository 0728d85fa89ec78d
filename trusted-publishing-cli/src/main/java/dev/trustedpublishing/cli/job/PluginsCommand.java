package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.JobInspection;
import dev.trustedpublishing.core.report.Plugin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plugins}: what this program can publish from and to. */
@Command(
    name = "plugins",
    header = "List identity providers, package repositories, and audit sinks.",
    description = {"", "Each jar on the class path or in the folder of plug-ins may add some.", ""},
    footer = {"  trusted-publish plugins list", "  trusted-publish plugins list --plugins plugins"})
public final class PluginsCommand {
  private final Shell shell;

  public PluginsCommand(Shell shell) {
    this.shell = shell;
  }

  /** {@code plugins list}: each with its version and place. */
  @Command(
      name = "list",
      header = "List all, each with its version and the jar that it is in.",
      description = {""},
      footer = {
        "  trusted-publish plugins list",
        "  trusted-publish plugins list --plugins plugins --json"
      })
  int list(
      @Mixin PluginOptions plugins,
      @Option(names = "--json", description = "Print one JSON document to standard output.")
          boolean json)
      throws IOException {
    JobOptions options = new JobOptions();
    options.plugins = plugins;
    try (JobInspection inspection = new Job(shell, options).publisher().buildInspection()) {
      // No lambda: picocli would load the types of its parameters.
      List<Map<String, Object>> members = new ArrayList<>();
      for (Plugin plugin : inspection.plugins()) {
        members.add(plugin.attributes());
        if (!json) {
          shell.out().println(plugin.text());
        }
      }
      if (json) {
        shell.out().println(new JsonDocument("listed", 0).with("plugins", members));
      }
    }
    return 0;
  }
}
