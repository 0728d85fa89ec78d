package dev.trustedpublishing.support.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What has to be registered. */
class PublisherFieldsTest {
  @Test
  void toString_listsFieldsAndMissingValues() {
    assertThat(
            PublisherFields.none()
                .with("owner", Optional.of("octo\norg"))
                .with("workflow", Optional.empty())
                .withEnvironment("environment", Optional.of("pypi"))
                .withEnvironment("environment", Optional.empty()))
        .hasToString(
            """
            a trusted publisher with exactly:
              owner = octo org
              workflow = (no such claim)
              environment = pypi (or empty)
              environment = (empty: this job has none)\
            """);
  }

  @Test
  void unknownCiSystem_isDescribedByItsIssuer() {
    assertThat(
            PublisherFields.ofIssuer(Claims.of(JsonObject.of(Map.of("iss", "https://ci.example")))))
        .asString()
        .contains("issuer = https://ci.example", "the claims below");
  }
}
