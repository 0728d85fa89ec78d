package dev.trustedpublishing.integration.faults.run;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/**
 * Takes what the JVM prints and logs, and gives each run its own: the threads of a run are of one
 * {@link Group}, as are all threads that they start.
 */
public final class Capture implements AutoCloseable {
  /** Of our own all levels; what libraries log below INFO is theirs (SECURITY.md). */
  private static final Logger OURS = Logger.getLogger("dev.trustedpublishing");

  private static final Logger ROOT = Logger.getLogger("");

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Level level = OURS.getLevel();
  private final Handler logs = new Logs();
  private final Handler[] others = ROOT.getHandlers();

  private Capture() {}

  public static Capture start() {
    Capture capture = new Capture();
    System.setOut(capture.dividing(capture.out));
    System.setErr(capture.dividing(capture.err));
    for (Handler other : capture.others) {
      ROOT.removeHandler(other);
    }
    ROOT.addHandler(capture.logs);
    OURS.setLevel(Level.ALL);
    return capture;
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    ROOT.removeHandler(logs);
    for (Handler other : others) {
      ROOT.addHandler(other);
    }
    OURS.setLevel(level);
  }

  private PrintStream dividing(PrintStream usual) {
    OutputStream divided =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            if (Thread.currentThread().getThreadGroup() instanceof Group group) {
              group.take(new String(bytes, from, count, StandardCharsets.UTF_8));
            } else {
              usual.write(bytes, from, count);
            }
          }
        };
    return new PrintStream(divided, true, StandardCharsets.UTF_8);
  }

  /** The threads of one run, and what they said. */
  static final class Group extends ThreadGroup {
    private final StringBuffer output = new StringBuffer();

    Group(String name) {
      super(name);
    }

    public void take(String text) {
      output.append(text);
    }

    public String output() {
      return output.toString();
    }

    /** Without those that the JVM keeps for everyone, the one who needed them first. */
    public List<Thread> own() {
      return all().stream()
          .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool-"))
          .toList();
    }

    private List<Thread> all() {
      Thread[] threads = new Thread[activeCount() + 20];
      return List.of(Arrays.copyOf(threads, enumerate(threads)));
    }

    String threadNames() {
      return all().stream().map(Thread::getName).collect(Collectors.joining("\n"));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
      take("uncaught in " + thread.getName() + ": " + e + "\n");
    }
  }

  private static final class Logs extends Handler {
    private Logs() {
      setLevel(Level.ALL);
      setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord entry) {
      if (Thread.currentThread().getThreadGroup() instanceof Group group) {
        group.take(getFormatter().format(entry));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
