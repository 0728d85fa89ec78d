package dev.trustedpublishing.repository.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.DistTag;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions, tags and names, by the rules of Semantic Versioning and npm. */
class GrammarTest {

  @Test
  void versions_sortInSemverOrder() {
    List<String> ordered =
        List.of(
            "0.0.1",
            "0.1.0",
            "0.9.0",
            "0.10.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-beta.99999999999999999999",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "2.0.0",
            "10.0.0");
    List<PackageVersion> versions = new ArrayList<>();
    ordered.forEach(text -> versions.add(PackageVersion.clean(text).orElseThrow()));
    Collections.shuffle(versions, new Random(1));
    Collections.sort(versions);

    assertThat(versions).extracting(PackageVersion::toString).containsExactlyElementsOf(ordered);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3,1.2.3",
    "v1.2.3,1.2.3",
    "=1.2.3,1.2.3",
    "=v1.2.3,1.2.3",
    "1.2.3+a.b,1.2.3",
    "1.2.3-a+b,1.2.3-a",
    "1.0.0--,1.0.0--",
    "1.0.0-0,1.0.0-0"
  })
  void clean_validVersion_isNormalized(String written, String clean) {
    assertThat(PackageVersion.clean(written)).hasToString("Optional[" + clean + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "1.2", "x", "1.2.3.4", "1.2.3-", "1.2.3-a..b", "1.2.3+", "-1.2.3", "1.2.3 4"})
  void clean_invalidVersion_isEmpty(String written) {
    assertThat(PackageVersion.clean(written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "next",
        "beta",
        "release-1.x",
        "v1-lts",
        "2024-01",
        "1.2.3.4",
        "lts",
        "a.b"
      })
  void validDistTag_isAccepted(String tag) {
    assertThat(DistTag.named(tag).fault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.2",
        "1.2.3",
        "v1",
        "v1.2.3",
        "1.x",
        "x",
        "X",
        "*",
        "~1",
        "~1.2",
        "1.2.3-beta",
        "",
        "a b",
        ">=1",
        "^1",
        "a/b",
        "ä",
        "1 - 2",
        "a%62"
      })
  void invalidDistTag_isRejected(String tag) {
    assertThat(DistTag.named(tag).fault()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "left-pad,left-pad,pkg:npm/left-pad@1.0.0",
    "@acme/hello,@acme%2fhello,pkg:npm/%40acme/hello@1.0.0",
    "JSONStream,JSONStream,pkg:npm/JSONStream@1.0.0"
  })
  void packageName_hasNpmEscapingAndPurl(String name, String escaped, String purl) {
    PackageName written = new PackageName(name);

    assertThat(written.fault()).isEmpty();
    assertThat(written.escaped()).isEqualTo(escaped);
    assertThat(written.purl(PackageVersion.clean("1.0.0").orElseThrow())).isEqualTo(purl);
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.example/,@a/b,https://r.example/-/npm/v1/oidc/token/exchange/package/@a%2fb",
    "https://r.example/npm/,@a/b,https://r.example/-/npm/v1/oidc/token/exchange/package/@a%2fb",
    "http://127.0.0.1:4873/x,c,http://127.0.0.1:4873/-/npm/v1/oidc/token/exchange/package/c"
  })
  void exchangeUrl_isAtOriginRoot(String registry, String name, String url) {
    assertThat(RegistryAddress.parse(registry).exchange(new PackageName(name))).hasToString(url);
  }
}
