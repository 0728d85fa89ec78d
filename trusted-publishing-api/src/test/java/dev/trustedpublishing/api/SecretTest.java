package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String VALUE = "pypi-AgEIcHlwaS5vcmc";

  @Test
  void toString_hidesValue() {
    Secret secret = Secret.of(VALUE);

    assertThat(secret).hasToString("Secret[hidden]");
    assertThat(String.valueOf(new Object[] {secret}[0])).doesNotContain(VALUE);
    assertThat(secret.hashCode()).isEqualTo(Secret.of("another").hashCode());
  }

  @Test
  void serialization_throws() {
    assertThatThrownBy(
            () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(Secret.of(VALUE)))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void close_clearsCharacters() {
    Secret secret = Secret.of(VALUE);
    secret.close();
    secret.close();

    assertThatIllegalStateException()
        .isThrownBy(secret::reveal)
        .withMessage("This secret was cleared and can't be used anymore.");
    assertThat(secret).isNotEqualTo(Secret.of(VALUE));
    assertThat(Secret.of(VALUE)).isNotEqualTo(secret);
    assertThat(secret.isHeaderSafe()).as("its characters are overwritten").isFalse();
  }

  @Test
  void equals_comparesByValue() {
    assertThat(Secret.of(VALUE).length()).isEqualTo(20);
    assertThat(Secret.of(VALUE)).isNotEqualTo(VALUE);
    assertThat(Secret.of(VALUE)).isEqualTo(Secret.of(VALUE)).isNotEqualTo(Secret.of("other"));
  }

  @Test
  void of_emptyString_throws() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secret.of(""))
        .withMessage("A secret must not be empty.");
  }

  @Test
  void isHeaderSafe_acceptsVisibleAsciiOnly() {
    assertThat(Secret.of(VALUE).isHeaderSafe()).isTrue();
    assertThat(Secret.of("!~").isHeaderSafe()).isTrue();
    for (String bad : new String[] {"a b", "a\nb", "a\rb", "a\0b", "tök", "a\u007fb"}) {
      assertThat(Secret.of(bad).isHeaderSafe()).as(bad).isFalse();
    }
  }
}
