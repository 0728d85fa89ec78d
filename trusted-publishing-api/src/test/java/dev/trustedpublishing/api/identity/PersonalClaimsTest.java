package dev.trustedpublishing.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Claims about people are never shown. */
class PersonalClaimsTest {
  @Test
  @FaultRow("J08")
  void personalClaims_areNeverShown() {
    Claims claims =
        Claims.of(
            JsonObject.of(
                Map.of(
                    "user_email", "octocat@example.com",
                    "user_anything_new", "octocat",
                    "actor", "octocat",
                    "email", "octocat@example.com",
                    "project_path", "group/sample")));

    assertThat(claims.presentable()).containsOnlyKeys("project_path");
    assertThat(claims).asString().doesNotContain("octocat");
  }
}
