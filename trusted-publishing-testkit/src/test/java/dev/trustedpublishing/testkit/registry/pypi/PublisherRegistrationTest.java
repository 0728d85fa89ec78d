package dev.trustedpublishing.testkit.registry.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublisherRegistrationTest {

  private static final String GOOD =
      "{'kind':'github','owner':'octo-org','owner_id':'65','repository':'sampleproject',"
          + "'workflow':'release.yml','environment':'release','projects':['sampleproject']}";

  @TempDir Path directory;

  @Test
  void read_allPublisherKinds_areParsed() throws Exception {
    Path file =
        write(
            GOOD
                + ",{'kind':'gitlab','owner':'a/b','repository':'c','workflow':'ci.yml',"
                + "'issuer':'https://gitlab.example.org','projects':['*']}"
                + ",{'kind':'github','owner':'o','owner_id':'1','repository':'r',"
                + "'workflow':'w.yaml','environment':'','pending':true,'projects':['new']}");
    assertThat(PublisherRegistration.read(file))
        .containsExactly(
            PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")
                .withEnvironment("release")
                .forProjects("sampleproject"),
            PublisherRegistration.gitlab("a/b", "c", "ci.yml")
                .withIssuer("https://gitlab.example.org"),
            PublisherRegistration.github("o", "1", "r", "w.yaml").pendingFor("new"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'kind':'github' | 'kind':'circleci' | .kind: expected \"github\", \"gitlab\" or \"google\", found",
        "'kind':'github', | '' | .kind: expected a text that is not empty",
        "'owner':'octo-org' | 'owner':'' | .owner: expected a text that is not empty",
        "'owner_id':'65' | 'owner_id':65 | .owner_id: expected a text, found 65",
        "'release.yml' | 'release' | : workflow must end in .yml or .yaml, but is 'release'",
        "'release.yml' | 'a/r.yml' | : workflow must be a file name without '/'",
        "['sampleproject'] | [] | .projects: expected a list of project names, or [\"*\"]",
        "['sampleproject'] | 'x' | .projects: expected a list of project names, or [\"*\"]",
        "['sampleproject'] | ['*','x'] | .projects: expected \"*\" to stand alone",
        "['sampleproject'] | ['*'],'pending':true | .projects: expected exactly one name",
        "'environment' | 'enviroment' | .enviroment: unknown field, expected one of [environment",
        "'environment':'release' | 'pending':'yes' | .pending: expected true or false",
        "'environment':'release' | 'issuer':'x' | : issuer can be given for a gitlab publisher"
      })
  void read_invalidPublisher_isExplained(String good, String bad, String message) throws Exception {
    Path file = write(GOOD.replace(good, bad.equals("''") ? "" : bad));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherRegistration.read(file))
        .withMessageContaining(file + ": publishers[0]" + message);
  }

  @Test
  void read_invalidFile_isExplained() throws Exception {
    Path noJson = Files.writeString(directory.resolve("x.json"), "publishers:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherRegistration.read(noJson))
        .withMessageStartingWith(noJson + ": not JSON: ");
    Path noList = Files.writeString(directory.resolve("y.json"), "{}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherRegistration.read(noList))
        .withMessage(noList + ": publishers: expected a list of publishers");
    Path noObject = write("1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherRegistration.read(noObject))
        .withMessage(noObject + ": publishers[0]: expected an object");
  }

  private Path write(String publishers) throws Exception {
    return Files.writeString(
        directory.resolve("publishers.json"),
        ("{'publishers':[" + publishers + "]}").replace('\'', '"'));
  }
}
