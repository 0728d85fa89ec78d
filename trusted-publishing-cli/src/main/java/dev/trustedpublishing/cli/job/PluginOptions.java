package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Jars with further providers and repositories: with java -jar, the class path can't be extended.
 */
public final class PluginOptions {
  private static final String VARIABLE = "TRUSTED_PUBLISH_PLUGINS";

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description =
          "A folder with jars of further identity providers, package repositories, and audit"
              + " sinks. Default: the variable TRUSTED_PUBLISH_PLUGINS.")
  @Nullable Path folder;

  /** The loader of the plug-ins; empty if no folder is given. */
  Optional<ClassLoader> loader(Shell shell) {
    String variable = shell.environment().getOrDefault(VARIABLE, "");
    if (folder != null) {
      return Optional.of(loader(shell.folder().resolve(folder), "--plugins"));
    }
    return variable.isBlank()
        ? Optional.empty()
        : Optional.of(loader(path(shell.folder(), variable), VARIABLE));
  }

  private static Path path(Path folder, String written) {
    try {
      return folder.resolve(written);
    } catch (InvalidPathException e) {
      throw UsageError.of(
          UsageError.option(VARIABLE + " is not a valid path.")
              .found(SafeText.shown(written))
              .expected("a folder with jars")
              .remedy(UsageError.SET_LOCALE));
    }
  }

  private static ClassLoader loader(Path folder, String setting) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    } catch (IOException e) {
      throw unusable(folder, SafeText.reason(e), setting);
    }
    if (jars.isEmpty()) {
      throw unusable(folder, "no file that ends with .jar", setting);
    }
    return new URLClassLoader(jars.toArray(new URL[0]), PluginOptions.class.getClassLoader());
  }

  private static RuntimeException unusable(Path folder, String found, String setting) {
    return UsageError.of(
        UsageError.option(
                "The plug-ins in " + SafeText.shown(folder.toString()) + " can't be read.")
            .found(found)
            .expected("a folder with jars")
            .remedy("Correct " + setting + ", or omit it."));
  }
}
