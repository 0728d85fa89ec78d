package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application in one jar, as maven-shade makes it: without its transformer for service files,
 * only one file of each name is left.
 */
class FatJarTest {
  private static final List<String> SERVICES =
      List.of(
          "META-INF/services/" + IdentityProvider.class.getName(),
          "META-INF/services/" + PackageRepository.class.getName());

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void create() throws IOException {
    jar = Files.createDirectories(folder.resolve("jar"));
    Files.createDirectories(jar.resolve("META-INF/services"));
  }

  /** The classes are those of the tests; the service files are those of the jar alone. */
  private static final class JarLoader extends URLClassLoader {
    private JarLoader(Path jar) throws IOException {
      super(new URL[] {jar.toUri().toURL()}, FatJarTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return SERVICES.contains(name) ? findResources(name) : super.getResources(name);
    }
  }

  @Test
  void publish_mergedServiceFiles_succeeds() throws IOException {
    merge();
    try (Sandbox sandbox = Sandbox.builder().start();
        JarLoader loader = new JarLoader(jar);
        TrustedPublisher publisher =
            builder(loader, sandbox.environment())
                .repository(sandbox.uploadUrl().toString())
                .build()) {
      assertThat(publisher.publish(SampleDistribution.HATCHLING.copyTo(folder)).isComplete())
          .isTrue();
    }
  }

  @Test
  void publish_lostProvider_namesIt() throws IOException {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      TrustedPublishingException e =
          failure(sandbox.environment(), "pypi+" + sandbox.uploadUrl(), "gitlab", "pypi");

      assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
      assertThat(e)
          .hasMessageContaining("The identity provider of this CI system is missing.")
          .hasMessageContaining(
              "Found:    GITHUB_ACTIONS=true, but no identity provider 'github' on the class path")
          .hasMessageContaining("Expected: the identity provider 'github'")
          .hasMessageContaining("Add trusted-publishing-provider-github to the class path.")
          .hasMessageContaining("If this is a fat jar, merge the files in META-INF/services.");
      assertThat(sandbox.pypi().requests()).isEmpty();
    }
  }

  @Test
  void publish_lostRepository_namesIt() throws IOException {
    for (String repository : List.of("pypi", "testpypi", "https://upload.pypi.org/legacy/")) {
      TrustedPublishingException e = failure(Map.of(), repository, "github", "npm");

      assertThat(e.code()).isEqualTo(ErrorCode.USAGE_UNKNOWN_REPOSITORY);
      assertThat(e)
          .hasMessageContaining("The repository module of '" + repository + "' is missing.")
          .hasMessageContaining("Expected: the repository module 'pypi'")
          .hasMessageContaining("Add trusted-publishing-repository-pypi to the class path.")
          .hasMessageContaining("If this is a fat jar, merge the files in META-INF/services.");
    }
    assertThat(failure(Map.of(), "npm+https://npm.example/", "github", "pypi"))
        .hasMessageContaining("Expected: the repository module 'npm'");
  }

  private TrustedPublishingException failure(
      Map<String, String> environment, String repository, String provider, String module)
      throws IOException {
    keep(IdentityProvider.class, provider);
    keep(PackageRepository.class, module);
    List<Path> files = SampleDistribution.HATCHLING.copyTo(folder);
    try (JarLoader loader = new JarLoader(jar)) {
      return catchThrowableOfType(
          TrustedPublishingException.class,
          () -> {
            try (TrustedPublisher publisher =
                builder(loader, environment).repository(repository).build()) {
              publisher.publish(files);
            }
          });
    }
  }

  private static TrustedPublisherBuilder builder(
      ClassLoader loader, Map<String, String> environment) {
    return TrustedPublisher.builder()
        .discoverWith(loader)
        .environment(environment)
        .workflowCommands(line -> {});
  }

  private void merge() throws IOException {
    for (String service : SERVICES) {
      List<String> lines = new ArrayList<>();
      for (URL file : all(service)) {
        lines.add(read(file));
      }
      assertThat(lines).hasSizeGreaterThan(1);
      Files.write(jar.resolve(service), lines);
    }
  }

  /** Keeps the file of one module. */
  private void keep(Class<?> spi, String module) throws IOException {
    String service = "META-INF/services/" + spi.getName();
    for (URL file : all(service)) {
      if (read(file).contains("." + module + ".")) {
        Files.writeString(jar.resolve(service), read(file));
        return;
      }
    }
    throw new AssertionError("no service file of " + module);
  }

  private static List<URL> all(String service) throws IOException {
    return Collections.list(FatJarTest.class.getClassLoader().getResources(service));
  }

  private static String read(URL file) throws IOException {
    try (var in = file.openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
