package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inside a build daemon: class loaders come and go, and the thread's own is somebody else's. */
class IsolatedLoadersTest {
  private static final Map<String, String> NO_CI = Map.of();

  @TempDir Path folder;

  @Test
  void publishersInSeparateClassLoaders_haveSeparateProviders() throws Exception {
    try (URLClassLoader core = core();
        URLClassLoader one = spi(core, "provider-github", "repository-pypi");
        URLClassLoader two = spi(core, "provider-gitlab", "repository-pypi")) {
      String first = run(core, task(one, NO_CI, "pypi", List.of()));
      String second = run(core, task(two, NO_CI, "pypi", List.of()));

      assertThat(first).contains("github").doesNotContain("gitlab");
      assertThat(second).contains("gitlab").doesNotContain("github");
    }
  }

  @Test
  void publish_isolatedClassLoader_isReleasedAfterward() throws Exception {
    ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader = publish(gone);
    linkAnotherRecord();

    for (int i = 0; i < 100 && !loader.refersTo(null); i++) {
      System.gc();
      gone.remove(100);
    }

    assertThat(loader.refersTo(null)).as("the class loader is free").isTrue();
  }

  /**
   * Java 17 keeps the types of the last record whose methods were linked, in a cache of one entry
   * that is its own ({@code java.lang.runtime.ObjectMethods}). In a daemon another record comes
   * along; here it is this one.
   */
  private static void linkAnotherRecord() {
    record Another(Thread thread) {}
    Another one = new Another(Thread.currentThread());
    assertThat(one.equals(new Another(new Thread()))).isFalse();
    assertThat(one.hashCode()).isNotZero();
    assertThat(one.toString()).isNotEmpty();
  }

  private WeakReference<ClassLoader> publish(ReferenceQueue<ClassLoader> gone) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start();
        URLClassLoader core = core();
        URLClassLoader spi = spi(core, "provider-github", "repository-pypi")) {
      List<Path> files = SampleDistribution.HATCHLING.copyTo(folder);
      String url = sandbox.uploadUrl().toString();
      assertThat(run(core, task(spi, sandbox.environment(), url, files))).isEqualTo("true");
      assertThat(sandbox.pypi().files()).hasSize(2);
      return new WeakReference<>(core, gone);
    }
  }

  private static Map<String, Object> task(
      ClassLoader loader, Map<String, String> environment, String repository, List<Path> files) {
    return Map.of(
        "loader", loader, "environment", environment, "repository", repository, "files", files);
  }

  /** Runs on its own thread, whose context class loader knows nothing of us. */
  private static String run(ClassLoader core, Map<String, Object> task)
      throws ReflectiveOperationException, InterruptedException, ExecutionException {
    @SuppressWarnings("unchecked")
    var publisher =
        (Function<Map<String, Object>, String>)
            Class.forName(IsolatedPublisher.class.getName(), true, core)
                .getDeclaredConstructor()
                .newInstance();
    FutureTask<String> result = new FutureTask<>(() -> publisher.apply(task));
    Thread thread = new Thread(result);
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    thread.start();
    String text = result.get();
    thread.join();
    return text;
  }

  /** Core and its libraries, without any SPI module. */
  private static URLClassLoader core() {
    return new URLClassLoader(
        classPath(entry -> !entry.matches(".*\\b(provider|repository)-[a-z]+\\b.*target.*")),
        ClassLoader.getPlatformClassLoader());
  }

  private static URLClassLoader spi(ClassLoader parent, String... modules) {
    return new URLClassLoader(
        classPath(entry ->
            entry.contains("commons-")
                || entry.contains("repository-support")
                || Stream.of(modules).anyMatch(entry::contains)),
        parent);
  }

  private static URL[] classPath(Predicate<String> expected) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(expected)
        .map(IsolatedLoadersTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
