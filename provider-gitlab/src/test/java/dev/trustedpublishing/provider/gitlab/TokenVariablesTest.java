package dev.trustedpublishing.provider.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.identity.IdentityRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names that other clients compute from an audience (GitLab's documentation of ID tokens). */
class TokenVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "pypi, PYPI_ID_TOKEN, PYPI_ID_TOKEN",
    "testpypi, TESTPYPI_ID_TOKEN, TESTPYPI_ID_TOKEN",
    "crates.io, CRATES_IO_ID_TOKEN, CRATES_IO_ID_TOKEN",
    "sigstore, SIGSTORE_ID_TOKEN, SIGSTORE_ID_TOKEN",
    "npm:host.example, NPM_HOST_EXAMPLE_ID_TOKEN, NPM_HOST_EXAMPLE_ID_TOKEN",
    "https://a.example, HTTPS___A_EXAMPLE_ID_TOKEN, HTTPS___A_EXAMPLE_ID_TOKEN",
    "3scale, _SCALE_ID_TOKEN, 3SCALE_ID_TOKEN",
    "a1, A1_ID_TOKEN, A1_ID_TOKEN",
    "a_b-c, A_B_C_ID_TOKEN, A_B_C_ID_TOKEN",
    "straße, STRASSE_ID_TOKEN, STRA_E_ID_TOKEN",
    "é, __ID_TOKEN, __ID_TOKEN",
    "x😀y, X_Y_ID_TOKEN, X_Y_ID_TOKEN"
  })
  void computedNames_followBothNamingRules(String audience, String byId, String byAmbientId) {
    assertThat(TokenVariables.byIdRule(audience)).isEqualTo(byId);
    assertThat(TokenVariables.byAmbientIdRule(audience)).isEqualTo(byAmbientId);
  }

  @Test
  void candidates_areOrderedConfiguredUsualComputed() {
    IdentityRequest request = new IdentityRequest("3scale", List.of("SCALE_ID_TOKEN"));

    assertThat(TokenVariables.candidates(Optional.of("MINE"), request))
        .containsExactly("MINE", "SCALE_ID_TOKEN", "_SCALE_ID_TOKEN", "3SCALE_ID_TOKEN");
  }

  @Test
  void candidates_forASigningService_omitTheVariableOfTheRegistry() {
    IdentityRequest request = new IdentityRequest("sigstore", List.of("SIGSTORE_ID_TOKEN"));

    assertThat(TokenVariables.candidates(Optional.of("MINE"), request))
        .containsExactly("SIGSTORE_ID_TOKEN");
  }

  @Test
  void candidates_containEachNameOnce() {
    IdentityRequest request = new IdentityRequest("pypi", List.of("PYPI_ID_TOKEN"));

    assertThat(TokenVariables.candidates(Optional.empty(), request))
        .containsExactly("PYPI_ID_TOKEN");
  }
}
