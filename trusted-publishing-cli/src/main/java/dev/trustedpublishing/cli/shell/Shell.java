package dev.trustedpublishing.cli.shell;

import dev.trustedpublishing.core.settings.JobEnvironment;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The process environment of a command. Injected, so that every command can be tested without a
 * process.
 *
 * @param out for results
 * @param err for warnings and errors
 * @param environment the environment variables; some of them are secrets
 * @param folder the base of relative paths
 * @param terminal whether the results are shown on a terminal that supports drawing
 */
public record Shell(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Path folder,
    BooleanSupplier terminal) {

  /**
   * The only place of the command line that looks at the process itself. Always UTF-8: what is
   * printed must not depend on the locale of a CI job.
   */
  public static Shell ofProcess() {
    return new Shell(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        new ThisJob(),
        Path.of(""),
        () -> isTerminal(System.console()) && !"dumb".equals(System.getenv("TERM")));
  }

  /** Read when a command needs it: a help text loads nothing of the library. */
  private static final class ThisJob extends AbstractMap<String, String> {
    private @Nullable Map<String, String> variables;

    @Override
    public synchronized Set<Map.Entry<String, String>> entrySet() {
      if (variables == null) {
        variables = JobEnvironment.ofThisProcess();
      }
      return variables.entrySet();
    }
  }

  /** Prints a warning to the stream for errors. */
  public void warn(String text) {
    err.println("warning: " + text);
  }

  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      // Before Java 22, a console exists only with a terminal.
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Shows no content, because the environment contains secrets. */
  @Override
  public String toString() {
    return "Shell";
  }
}
