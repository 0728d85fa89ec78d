package dev.trustedpublishing.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.testkit.contract.probe.ByteCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules of both SPIs: how an implementation is found, what it must not use, how it fails. */
final class SpiRules {
  private static final List<String> ENVIRONMENT = List.of("java/lang/System.getenv");
  private static final List<String> CONSOLE =
      List.of("java/lang/System.out", "java/lang/System.err", "java/lang/System.console");
  private static final List<String> PROCESSES =
      List.of("java/lang/ProcessBuilder", "java/lang/Runtime.exec");
  private static final List<String> CONNECTIONS =
      List.of(
          "java/net/Socket",
          "java/net/ServerSocket",
          "java/net/DatagramSocket",
          "java/net/InetAddress",
          "java/net/URLConnection",
          "java/net/HttpURLConnection",
          "java/net/URL.openConnection",
          "java/net/URL.openStream",
          "java/net/URL.getContent",
          "java/net/http/",
          "java/nio/channels/SocketChannel",
          "java/nio/channels/ServerSocketChannel",
          "java/nio/channels/AsynchronousSocketChannel",
          "java/nio/channels/AsynchronousServerSocketChannel",
          "java/nio/channels/DatagramChannel",
          "javax/net/");

  private SpiRules() {}

  static <T> void requireFound(Class<T> spi, T implementation, Function<T, String> id) {
    String name = id.apply(implementation);
    assertTrue(
        name.matches("[a-z0-9]+(-[a-z0-9]+)*"),
        () -> "an id has lower-case letters, digits and hyphens, found '" + name + "'");
    ClassLoader loader = implementation.getClass().getClassLoader();
    List<String> found =
        ServiceLoader.load(spi, loader).stream().map(p -> id.apply(p.get())).toList();
    assertTrue(
        found.contains(name),
        () ->
            "no "
                + spi.getSimpleName()
                + " '"
                + name
                + "' is found by ServiceLoader, only "
                + found
                + ": name the class in META-INF/services/"
                + spi.getName()
                + " and, in a module, under 'provides'");
  }

  static void requireNoEnvironment(Object implementation) throws IOException {
    requireUnused(implementation, ENVIRONMENT, "SpiContext.environment() has the variables");
  }

  static void requireNoConsole(Object implementation) throws IOException {
    requireUnused(implementation, CONSOLE, "SpiContext.warn() tells the caller");
  }

  static void requireNoProcesses(Object implementation) throws IOException {
    requireUnused(implementation, PROCESSES, "SpiContext.processes() runs tools");
  }

  static void requireNoConnections(Object implementation) throws IOException {
    requireUnused(implementation, CONNECTIONS, "SpiContext.http() is the way to servers");
  }

  private static void requireUnused(Object implementation, List<String> names, String instead)
      throws IOException {
    Set<String> uses = ByteCode.uses(implementation.getClass(), names);
    assertTrue(uses.isEmpty(), () -> instead + "; found " + uses);
  }

  /** Runs an attempt that may fail, and returns how; null if it did not. */
  static @Nullable Exception failure(Callable<?> attempt) {
    try {
      attempt.call();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  /** The pipeline handles two kinds of exceptions; it treats all others as bugs. */
  static void requireExplained(
      ExternalFault fault, Stage stage, Set<ErrorCategory> allowed, @Nullable Exception failure) {
    if (failure instanceof TransportException) {
      return;
    }
    if (!(failure instanceof TrustedPublishingException e)) {
      throw new AssertionError(
          stage
              + " must fail with a TrustedPublishingException, or let a TransportException pass,"
              + " when the other side shows "
              + fault
              + "; found "
              + failure,
          failure);
    }
    assertEquals(stage, e.stage(), () -> fault + ": the stage of '" + e.getMessage() + "'");
    assertTrue(
        allowed.contains(e.code().category()),
        () -> fault + ": a code of " + allowed + " is wanted, found " + e.code());
    if (fault.passes() && e.httpStatus().isPresent()) {
      assertEquals(ErrorCategory.TEMPORARY, e.code().category(), () -> fault + " passes");
      assertTrue(e.retryCanHelp(), () -> fault + " passes: another attempt can help");
    }
  }

  static void requireStopped(Recorder world, boolean flag, @Nullable Exception failure) {
    assertTrue(flag, "the interrupt is the caller's: leave the thread's flag set");
    assertTrue(world.count() <= 1, () -> "an interrupted run went on: " + world.calls());
    if (world.count() == 1) {
      assertEquals(ErrorCode.TEMPORARY_INTERRUPTED, code(failure), "an interrupted call says so");
    }
  }

  private static @Nullable ErrorCode code(@Nullable Exception failure) {
    return failure instanceof TransportException e
        ? e.problem().code()
        : failure instanceof TrustedPublishingException e ? e.code() : null;
  }

  static void requireHidden(Collection<String> secrets, String where, @Nullable Object shown) {
    String text = text(shown);
    for (String secret : secrets) {
      // Not quoted in the message: the text contains the secret.
      assertFalse(text.contains(secret), () -> "a secret is shown by " + where);
    }
  }

  static void requireClean(Recorder world) {
    world
        .calls()
        .forEach(call -> {
          requireHidden(world.secrets(), "the address of a call", call.url());
          requireHidden(world.secrets(), "a header that is not the credential", call.headers());
        });
  }

  private static String text(@Nullable Object shown) {
    if (shown instanceof Throwable throwable) {
      StringWriter text = new StringWriter();
      throwable.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
    return String.valueOf(shown);
  }
}
