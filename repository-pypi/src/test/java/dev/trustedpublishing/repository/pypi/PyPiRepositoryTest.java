package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the configured name or URL to a target. */
class PyPiRepositoryTest {
  private final PyPiRepository repository = new PyPiRepository();

  @Test
  void pyPiRepository_isProvidedAsService() throws IOException, URISyntaxException {
    String name = PyPiRepository.class.getName();
    // Not from the class, which belongs to no module where a tool runs the tests on the class path.
    URI classes = PyPiRepository.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (InputStream in = Files.newInputStream(Path.of(classes).resolve("module-info.class"))) {
      assertThat(ModuleDescriptor.read(in).provides())
          .singleElement()
          .satisfies(service -> {
            assertThat(service.service()).isEqualTo(PackageRepository.class.getName());
            assertThat(service.providers()).containsExactly(name);
          });
    }
    String file = "/META-INF/services/" + PackageRepository.class.getName();
    try (InputStream in = PyPiRepository.class.getResourceAsStream(file)) {
      assertThat(in).asString(StandardCharsets.UTF_8).isEqualToIgnoringNewLines(name);
    }
    assertThat(repository.id()).isEqualTo("pypi");
    assertThat(repository.knownNames()).containsExactly("pypi", "testpypi");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "pypi,pypi,https://upload.pypi.org/legacy/",
    "testpypi,testpypi,https://test.pypi.org/legacy/",
    "https://upload.pypi.org/legacy/,pypi,https://upload.pypi.org/legacy/",
    "https://upload.pypi.org/legacy,pypi,https://upload.pypi.org/legacy/",
    "https://test.pypi.org/legacy,testpypi,https://test.pypi.org/legacy/",
    "https://packages.example/api/pypi,https://packages.example/api/pypi,https://packages.example/api/pypi",
    "pypi+https://up.example/legacy/,https://up.example/legacy/,https://up.example/legacy/",
    "http://127.0.0.1:8080/legacy,http://127.0.0.1:8080/legacy/,http://127.0.0.1:8080/legacy/",
    "http://[::1]:8080/up,http://[::1]:8080/up,http://[::1]:8080/up"
  })
  @FaultRow("L06")
  void resolve_knownNameOrUrl_returnsTarget(String written, String name, String endpoint) {
    RepositoryTarget target =
        repository.resolve(written, List.of(), Samples.context(Samples.script())).orElseThrow();

    assertThat(target.repositoryId()).isEqualTo("pypi");
    assertThat(target.name()).isEqualTo(name);
    assertThat(target.endpoint()).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npm",
        "npm+https://host/",
        "PyPI",
        "",
        "//host/legacy/",
        "ftp://host/",
        "upload.pypi.org/legacy/"
      })
  void resolve_unknownName_isEmpty(String written) {
    assertThat(repository.resolve(written, List.of(), Samples.context(Samples.script()))).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          L06 | https://pypi.org/simple/                 | use https://upload.pypi.org/legacy/ or the name 'pypi'
          L06 | https://pypi.org/legacy/                 | use https://upload.pypi.org/legacy/
          L06 | https://www.pypi.org/project/x/          | use https://upload.pypi.org/legacy/
          L06 | https://pypi.org                         | use https://upload.pypi.org/legacy/
          L06 | https://upload.pypi.org/                 | use https://upload.pypi.org/legacy/
          L06 | https://test.pypi.org/simple             | use https://test.pypi.org/legacy/ or the name 'testpypi'
          L06 | https://packages.example/simple/x/       | the index that installers read
          L06 | https://packages.example/project/x/      | a web page
          L01 | http://packages.example/legacy/          | HTTPS only
          L01 | http://127.0.0.1.evil.example/           | HTTPS only
          L01 | http://localhost./                       | HTTPS only
          L01 | http://2130706433/                       | HTTPS only
          L01 | http://0x7f.1/                           | It is not a URL
          L02 | https://user:pass@packages.example/      | must not contain a user name or password
          L03 | https://packages.example/#top            | must not contain a fragment
          L03 | https://packages.example/?a=b            | must not contain a query
          L03 | https://packages.example/a/../b/         | must not contain a query, '..'
          L03 | https://packages.example/a%2f..%2fb      | must not contain a query, '..'
          L03 | https://packages.example/%00             | must not contain a query, '..'
          L04 | https://packages.example:0/              | The port must be 1 to 65535
          L04 | https://packages.example:65536/          | The port must be 1 to 65535
          L04 | https://packages.example:+443/           | It is not a URL
          L04 | https://packages.example:/               | a colon after its host
          L03 | https:/packages.example/                 | has no host
          L03 | https:packages.example                   | has no host
          L03 | https://packages example/                | It is not a URL
          L03 | https://packages.example\\legacy/        | It is not a URL
          """)
  @FaultRow({"L01", "L02", "L03", "L04", "L06"})
  void resolve_invalidUrl_throwsWithExplanation(String row, String written, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository.resolve(written, List.of(), Samples.context(Samples.script())))
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pass@"));
  }

  @Test
  @FaultRow("L03")
  void resolve_overlongUrlOrLineBreak_throws() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            repository.resolve(
                "https://packages.example/" + "a".repeat(10_000),
                List.of(),
                Samples.context(Samples.script())))
        .withMessageContaining("at most 2048");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            repository.resolve(
                "https://packages.example/\r\nX: y", List.of(), Samples.context(Samples.script())))
        .withMessageContaining("It is not a URL");
  }
}
