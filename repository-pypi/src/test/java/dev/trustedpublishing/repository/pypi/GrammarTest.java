package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.repository.pypi.distribution.PlatformTag;
import dev.trustedpublishing.repository.pypi.metadata.LicenseExpression;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.Requirement;
import dev.trustedpublishing.repository.pypi.metadata.Specifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts are those of the Python library {@code packaging} 26.2, which PyPI uses. */
class GrammarTest {

  @ParameterizedTest(name = "[{0}] is a requirement")
  @ValueSource(
      strings = {
        "requests",
        "requests>=2.8",
        "requests (>=2.8,<3)",
        "requests[socks,security]>=2",
        "requests[]",
        "a>=1,",
        "a; python_version<'3'",
        "a; (python_version<'3' or os_name=='nt') and extra=='x'",
        "a; 'x' in platform_machine",
        "a; 'x' not in platform_machine",
        "a==1.*",
        "a~=1.0",
        "a===anything",
        "a==1.0+l",
        "a>1;os.name=='x'",
        "a; extras == 'x'",
        "a!=1.*",
        "a; ((python_version<'3'))",
        "a>=1,>=2 , <3",
        "a;python_version<\"3.8\"",
        "a >=v1.0"
      })
  void validRequirement_isAccepted(String text) {
    assertThatCode(() -> Requirement.parse(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "[{0}] is no requirement")
  @ValueSource(
      strings = {
        "a>=1.*",
        "a~=1",
        "a>=1.0+l",
        "a;",
        "a b",
        "a>=",
        "[x]",
        "",
        "a; foo=='x'",
        "a-",
        "a>=1 ; python_version",
        "a(>=1",
        "a[x",
        "a; python_version <'3' and",
        "a==1.0.dev1.*",
        "_a",
        "a; ((((("
      })
  void invalidRequirement_isRejected(String text) {
    assertThatThrownBy(() -> Requirement.parse(text))
        .isInstanceOf(Requirement.SyntaxException.class)
        .hasMessageMatching(".*(is missing|is not a version specifier)");
  }

  @ParameterizedTest(name = "[{0}] is direct")
  @ValueSource(strings = {"a@https://x.y/z", "a @ https://x/y ; python_version<'3'"})
  void directReference_isRecognized(String text) {
    assertThatCode(() -> assertThat(Requirement.parse(text).isDirect()).isTrue())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "[{0}] is valid")
  @ValueSource(
      strings = {
        "",
        ">=3.9",
        ">=3.9,<4",
        ">=3.9,",
        "==3.*",
        "~=3.9",
        "!=3.0.*,>=2.7",
        "> 3",
        ">=3.9,,<4",
        "===x",
        "<4.0a1"
      })
  void validSpecifier_isAccepted(String text) {
    assertThat(Specifiers.areValid(text)).isTrue();
  }

  @ParameterizedTest(name = "[{0}] is invalid")
  @ValueSource(strings = {"3.9", ">=3.*", "~=3", ">3 <4", "=>3", ">=3.8.*"})
  void invalidSpecifier_isRejected(String text) {
    assertThat(Specifiers.areValid(text)).isFalse();
  }

  @ParameterizedTest(name = "[{0}] is valid")
  @ValueSource(
      strings = {
        "MIT",
        "mit",
        "MIT OR Apache-2.0",
        "(MIT OR Apache-2.0) AND BSD-3-Clause",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "LicenseRef-Mine",
        "GPL-2.0+"
      })
  void validLicenseExpression_isAccepted(String text) {
    assertThat(LicenseExpression.isValid(text)).isTrue();
  }

  @ParameterizedTest(name = "[{0}] is invalid")
  @ValueSource(
      strings = {
        "MIT OR",
        "(MIT",
        "MIT)",
        "MIT Apache-2.0",
        "OR MIT",
        "()",
        "MIT/X11",
        "",
        "MIT AND AND MIT"
      })
  void invalidLicenseExpression_isRejected(String text) {
    assertThat(LicenseExpression.isValid(text)).isFalse();
  }

  @ParameterizedTest(name = "[{0}] is accepted")
  @ValueSource(
      strings = {
        "any",
        "win32",
        "win_amd64",
        "linux_armv7l",
        "manylinux1_x86_64",
        "manylinux2014_aarch64",
        "manylinux_2_28_x86_64",
        "musllinux_1_2_i686",
        "macosx_10_9_universal2",
        "macosx_11_0_arm64",
        "macosx_26_0_arm64",
        "ios_13_0_arm64_iphoneos",
        "android_21_arm64_v8a",
        "pyemscripten_2025_0_wasm32",
        // PyPI does not look at the end of these two.
        "ios_13_0_arm64_iphoneos_more",
        "pyemscripten_2025_0_wasm32_more"
      })
  void supportedPlatformTag_isAccepted(String text) {
    assertThat(new PlatformTag(text).isAccepted()).isTrue();
  }

  @ParameterizedTest(name = "[{0}] is refused")
  @ValueSource(
      strings = {
        "linux_x86_64",
        "macosx_11_1_arm64",
        "freebsd_13_amd64",
        "any2",
        "android_21_arm64_v8a_more",
        "",
        "manylinux_x86_64"
      })
  void unsupportedPlatformTag_isRejected(String text) {
    assertThat(new PlatformTag(text).isAccepted()).isFalse();
  }

  @Test
  void requirement_deeplyNestedParentheses_isRejected() {
    assertThatThrownBy(() -> Requirement.parse("a; " + "(".repeat(10_000)))
        .hasMessage("it has more than 50 levels of parentheses");
  }

  @ParameterizedTest
  @CsvSource({
    "Sample.Project,sample-project,sample_project",
    "a__B--c,a-b-c,a_b_c",
    "zope.interface,zope-interface,zope_interface"
  })
  void projectName_isNormalizedAndEscaped(String written, String normalized, String escaped) {
    ProjectName name = new ProjectName(written);
    assertThat(name.isValid()).isTrue();
    assertThat(name.normalized()).isEqualTo(normalized);
    assertThat(name.escaped()).isEqualTo(escaped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "a-", "a b", "\u00e4", "a/b", "a\nb", ""})
  void invalidProjectName_isRejected(String written) {
    assertThat(new ProjectName(written).isValid()).isFalse();
  }
}
