package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
  private static final Origin REGISTRY = Origin.of(URI.create("https://registry.example/"));
  private static final Secret TOKEN = Secret.of("tok-en");

  private static final BiFunction<Secret, Origin, Credential> BEARER = Credential::bearer;
  private static final BiFunction<Secret, Origin, Credential> BASIC =
      (secret, origin) -> Credential.basic("me", secret, origin);
  private static final BiFunction<Secret, Origin, Credential> HEADER =
      (secret, origin) -> Credential.header("X-Api-Key", secret, origin);

  static final List<Arguments> KINDS =
      Stream.of(
              Arguments.of(Named.of("bearer", BEARER), "Authorization", "Bearer tok-en", "tok-en"),
              Arguments.of(
                  Named.of("basic", BASIC), "Authorization", "Basic bWU6dG9rLWVu", "bWU6dG9rLWVu"),
              Arguments.of(Named.of("bare", HEADER), "X-Api-Key", "tok-en", "tok-en"))
          .toList();

  @ParameterizedTest(name = "{0}")
  @FieldSource("KINDS")
  void header_hasExpectedNameAndValue(
      BiFunction<Secret, Origin, Credential> kind, String name, String value, String encoded) {
    Credential credential = kind.apply(TOKEN, REGISTRY);

    assertThat(credential.headerName()).isEqualTo(name);
    assertThat(credential.headerValue().reveal()).isEqualTo(value);
    assertThat(credential.origin()).isEqualTo(REGISTRY);
    assertThat(credential.secrets().stream().map(Secret::reveal))
        .containsExactly("tok-en", encoded);
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("KINDS")
  void plainHttpOrigin_isRejected(BiFunction<Secret, Origin, Credential> kind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.apply(TOKEN, new Origin("http", "registry.example", 80)))
        .withMessage("A secret is sent over HTTPS only, found http://registry.example.");
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("KINDS")
  void tokenWithLineBreak_isRejected(BiFunction<Secret, Origin, Credential> kind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.apply(Secret.of("a\nb"), REGISTRY))
        .withMessageContaining("are not allowed in an HTTP header");
  }

  @ParameterizedTest
  @ValueSource(strings = {":", ":me", "m:e"})
  void basic_userNameWithColon_isRejected(String user) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credential.basic(user, TOKEN, REGISTRY))
        .withMessage("A user name for Basic authentication must not contain a colon.");
  }

  @Test
  void close_clearsHeaderButNotSecret() {
    Credential credential = Credential.bearer(TOKEN, REGISTRY);
    credential.close();

    assertThatIllegalStateException().isThrownBy(() -> credential.headerValue().reveal());
    assertThat(TOKEN.reveal()).isEqualTo("tok-en");
  }
}
