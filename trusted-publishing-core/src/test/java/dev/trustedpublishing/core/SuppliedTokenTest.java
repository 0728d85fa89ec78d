package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity tokens that the job brings along: from a value, a variable, a file, a command. */
class SuppliedTokenTest {
  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
  }

  @Test
  void value_takesPrecedenceOverDetection() {
    publish(TokenSource.value(Secret.of(token(1))));

    assertThat(fixture.registry.identities).containsExactly(token(1));
    assertThat(fixture.ci.given).isEmpty();
    assertThat(detected())
        .extracting(AuditEvent.ProviderDetected::provider, AuditEvent.ProviderDetected::detail)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "hand-carried", "identity token from the configuration"),
            org.assertj.core.groups.Tuple.tuple("fake-ci", "Fake CI"));
  }

  @Test
  @FaultRow("O12")
  void suppliedToken_isMaskedInDetectedCi() {
    publish(TokenSource.value(Secret.of(token(1))));
    assertThat(fixture.commands.get(0)).isEqualTo("mask " + token(1));

    fixture.commands.clear();
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");
    publish(TokenSource.value(Secret.of(token(2))));
    assertThat(fixture.commands).isEmpty();
  }

  @Test
  void variable_suppliesIdentityToken() {
    fixture
        .builder()
        .environment(Map.of("CI_TOKEN", " " + token(1) + "\r\n"))
        .identityToken(TokenSource.variable("CI_TOKEN"))
        .build()
        .publish(fixture.files("a.whl"));

    assertThat(fixture.registry.identities).containsExactly(token(1));
  }

  @Test
  @FaultRow("O09")
  void missingVariable_isNamed() {
    PublishFailedException e = failure(TokenSource.variable("CI_TOKEN"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NOT_DECLARED);
    assertThat(e)
        .hasMessageContaining("The variable CI_TOKEN for the identity token is not set.")
        .hasMessageContaining("Expected: a JWT with the audience registry.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "$CI_TOKEN | a variable that was not expanded",
        "\"a.b.c\" | quotes around it",
        "/tmp/token | the path of a file"
      })
  @FaultRow("O09")
  void invalidValue_isDescribedWithoutQuotingIt(String value, String found) {
    PublishFailedException e = failure(TokenSource.value(Secret.of(value)));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MALFORMED);
    assertThat(e)
        .hasMessageContaining("The value of the configuration is not a readable identity token.")
        .hasMessageContaining(found);
    assertThat(e.getMessage()).doesNotContain(value);
  }

  @Test
  void value_lostExchangeResponse_isNotResent() {
    fixture.registry.exchangeFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));

    PublishFailedException e = failure(TokenSource.value(Secret.of(token(1))));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_IDENTITY_SPENT);
    assertThat(fixture.registry.identities).hasSize(1);
  }

  @Test
  @FaultRow("I5")
  void unchangedFile_isNotResent() throws IOException {
    Path file = tokenFile(token(1));
    fixture.registry.exchangeFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));

    PublishFailedException e = failure(TokenSource.file(file));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_IDENTITY_SPENT);
    assertThat(e).hasMessageContaining("The exchange may have happened");
    assertThat(fixture.registry.identities).hasSize(1);
  }

  @Test
  void file_isReadForEachRequest() throws IOException {
    Path file = tokenFile(token(1) + "\n");
    TrustedPublisher publisher = fixture.builder().identityToken(TokenSource.file(file)).build();

    publisher.publish(fixture.files("a.whl"));
    Files.writeString(file, token(2));
    publisher.publish(fixture.files("a.whl"));

    assertThat(fixture.registry.identities).containsExactly(token(1), token(2));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void worldReadableFile_warns() throws IOException {
    Path file = tokenFile(token(1));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(publish(TokenSource.file(file)).warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.IDENTITY_FILE_EXPOSED);
          assertThat(warning.remedy()).isEqualTo("chmod 600 " + file);
        });
  }

  @Test
  void unusableFile_isRejected() throws IOException {
    assertThat(failure(TokenSource.file(folder.resolve("none"))))
        .hasMessageContaining("does not contain an identity token.")
        .hasMessageContaining("Found:    no such file");
    assertThat(failure(TokenSource.file(folder))).hasMessageContaining("Found:    a folder");
    assertThat(failure(TokenSource.file(tokenFile(" \n"))))
        .hasMessageContaining("Found:    an empty file");
    assertThat(failure(TokenSource.file(tokenFile("x".repeat(65_537)))))
        .hasMessageContaining("Found:    more than 65536 bytes");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void command_receivesAudienceAndPrintsTokenOnLastLine() {
    publish(
        sh(
            "[ \"$1\" = 'aud=registry.example' ] && echo 'a notice' && echo " + token(1) + "; echo",
            "aud={audience}"));

    assertThat(fixture.registry.identities).containsExactly(token(1));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void commandLine_passesOddArgumentsAsTheyAre() {
    publish(
        TokenSource.commandLine(
            "sh -c '[ \"$1|$2|$3\" = \"{\\\"aud\\\":\\\"registry.example\\\"}||a b;c\" ] && echo \"$0\"' "
                + token(1)
                + " '{\"aud\":\"{audience}\"}' \"\" \"a b;c\""));

    assertThat(fixture.registry.identities).containsExactly(token(1));
  }

  /** The registry chooses the audience, and the command may be a shell. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x;id", "$(id)", "`id`", "x|id", "x&id", "x>f", "a b", "x\"y", "x'y", "x\\y", "-x"
      })
  @FaultRow("O11")
  void audienceWithSpecialCharacters_isNotPassedToCommand(String audience) {
    fixture.registry.audience = audience;

    PublishFailedException e = failure(TokenSource.command("no-such-tool-anywhere", "{audience}"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_TOOL_FAILED);
    assertThat(e)
        .hasMessageContaining("The registry's audience can't be used in a command.")
        .hasMessageContaining("Expected: letters, digits, and . _ : / @ + = , ~ -");
  }

  @Test
  @FaultRow("O11")
  void missingCommand_isNamed() {
    PublishFailedException e = failure(TokenSource.command("no-such-tool-anywhere", "get"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_TOOL_FAILED);
    assertThat(e)
        .hasMessageContaining("The command no-such-tool-anywhere could not be started.")
        .hasMessageContaining("Run this in the job, where the CI system provides the tool");
    assertThat(e.attempts()).isEqualTo(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void failingCommand_quotesOnlyRedactedStderr() {
    PublishFailedException e =
        failure(sh("echo output-of-the-tool; echo \"no job: " + token(1) + "\" >&2; exit 3", "x"));

    assertThat(e)
        .hasMessageContaining("The command sh returned no identity token.")
        .hasMessageContaining("exit status 3, message: no job: [hidden]");
    assertThat(e.getMessage()).doesNotContain("output-of-the-tool").doesNotContain("eyJ");
    assertThat(e.attempts()).isEqualTo(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void silentlyFailingCommand_isRetriedOnce() {
    PublishFailedException e = failure(sh("exit 4", "x"));

    assertThat(e).hasMessageContaining("exit status 4 and no message");
    assertThat(e.attempts()).isEqualTo(2);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void commandWithoutOutput_fails() {
    assertThat(failure(sh("exit 0", "x")))
        .hasMessageContaining("success, but nothing on standard output");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @FaultRow("O11")
  void endlessOutput_isCutOff() {
    assertThat(failure(sh("yes", "x"))).hasMessageContaining("more than 65536 bytes of output");
  }

  @Test
  void tokenSourceAndProvider_together_areRejected() {
    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () ->
                fixture
                    .builder()
                    .identityProvider("fake-ci")
                    .identityToken(TokenSource.variable("X"))
                    .build()
                    .publish(fixture.files("a.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining("Both an identity token and an identity provider are configured.");
  }

  private static TokenSource sh(String script, String argument) {
    return new TokenSource.Command(List.of("sh", "-c", script, "sh", argument));
  }

  private static String token(int number) {
    return FakeCi.jwt(
        "{\"iss\":\"https://ci.example\",\"aud\":\"registry.example\",\"exp\":1795435500}", number);
  }

  private Path tokenFile(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), content);
    if (!OS.WINDOWS.isCurrentOs()) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }

  private PublishReport publish(TokenSource source) {
    return fixture.builder().identityToken(source).build().publish(fixture.files("a.whl"));
  }

  private PublishFailedException failure(TokenSource source) {
    return catchThrowableOfType(PublishFailedException.class, () -> publish(source));
  }

  private List<AuditEvent.ProviderDetected> detected() {
    return fixture.trail.stream()
        .map(entry -> entry.event())
        .filter(AuditEvent.ProviderDetected.class::isInstance)
        .map(AuditEvent.ProviderDetected.class::cast)
        .toList();
  }
}
