package dev.trustedpublishing.testkit.registry.pypi.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed with {@code hashlib.blake2b(digest_size=32)} of CPython. */
class Blake2b256Test {

  @ParameterizedTest
  @CsvSource({
    "0, 0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
    "3, bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
    "127, 34be7dab7c2bcaba5fdb8d7c4644bf80112afc545bf40c6c77542557df9c4e39",
    "128, 860d4ea84c4ae28e1d51d1f33b9cc6ac927077cf853d038f960f942c53ee8fe0",
    "129, 984d83d7b8922259b3a9336bbb286b9d3819fe81e755770a10882e076cbdf3a7",
    "256, 001a5cef3f2c78c196b816d3604be96646872c263ad4e76e34f0be1894a5a42e",
    "257, 1d32001907161ede45f6df4890a27be36dd9427dbc5647f39ba741625a6fa45d"
  })
  void digest_matchesPython(int length, String expected) {
    byte[] content = "abc".repeat(100).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    Blake2b256 digest = new Blake2b256();
    digest.update(content, 0, length / 2);
    digest.update(content, length / 2, length - length / 2);
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(expected);
  }
}
