package dev.trustedpublishing.attestation.sigstore.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one parser of binary data in this module. */
class DerValueTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "'', not a DER element",
    "04, not a DER element",
    "1f0100, not a DER element",
    "0480, not the length of a DER element",
    "048400000001, not the length of a DER element",
    "0482ff, not the length of a DER element",
    "0402ff, a DER element without its end",
    "0483ffffff00, a DER element without its end",
    "0401ff00, more than one DER element",
  })
  void otherBytes_areRejected(String hex, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DerValue.of(HexFormat.of().parseHex(hex)))
        .withMessage(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000})
  void encodedContent_isReadAgain(int length) {
    byte[] content = new byte[length];

    DerValue element = DerValue.of(DerValue.encode(DerValue.OCTET_STRING, content));

    assertThat(element.content(DerValue.OCTET_STRING)).isEqualTo(content);
  }

  @Test
  void children_areInOrderAndWithinTheirParent() {
    DerValue parent = DerValue.of(HexFormat.of().parseHex("3006040101040102"));

    assertThat(parent.children()).hasSize(2);
    assertThat(parent.children().get(1).encoded()).containsExactly(4, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DerValue.of(HexFormat.of().parseHex("3003040901")).children())
        .withMessage("a DER element without its end");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parent.content(DerValue.OCTET_STRING))
        .withMessage("a DER element with the tag 48");
  }
}
