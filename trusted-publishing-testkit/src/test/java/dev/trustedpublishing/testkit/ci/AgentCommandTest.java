package dev.trustedpublishing.testkit.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs of the agents, in this process: what they ask for and what they print. */
class AgentCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private LoopbackServer server;
  private Answer answer = Answer.text(200, "application/json", "{\"token\" : \"a.b.c\"}");

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(0);
    server.mount(
        "",
        request -> {
          String secret = request.header("authorization").orElse("");
          asked.set(request.path() + " " + secret + " " + request.text());
          return answer;
        });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "circleci | run oidc get --claims {\"aud\":\"pypi\"} | /agent/organization Token secret"
            + " {\"aud\":\"pypi\"}",
        "circleci | run oidc get --root-issuer --claims {} | /agent/root Token secret {}",
        "buildkite-agent | oidc request-token --audience a\"b\\c | /agent Token secret"
            + " {\"audience\":\"a\\u0022b\\u005cc\"}",
      })
  void knownCommand_printsTheToken(String program, String words, String request) {
    assertThat(run(program, words)).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8).strip()).isEqualTo("a.b.c");
    assertThat(err.size()).isZero();
    assertThat(asked).hasValue(request);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "circleci | run oidc | Error: unknown command for \"circleci\"",
        "circleci | oidc request-token --audience x | Error: unknown command for \"circleci\"",
        "buildkite-agent | run oidc get | Error: unknown command for \"buildkite-agent\"",
        "circleci | run oidc get | Error: an option of \"run oidc get\" is missing",
        "buildkite-agent | oidc request-token --audience | Error: an option of \"oidc"
            + " request-token\" is missing",
      })
  void otherCommand_isExplained(String program, String words, String error) {
    assertThat(run(program, words)).isEqualTo(1);

    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo(error);
    assertThat(asked).hasValue("");
  }

  @Test
  void rejection_isExplained() {
    answer = Answer.plain(403, "no");

    assertThat(run("buildkite-agent", "oidc request-token --audience x")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("HTTP 403");
  }

  @Test
  void responseWithoutToken_printsNothing() {
    answer = Answer.text(200, "application/json", "{}");

    assertThat(run("buildkite-agent", "oidc request-token --audience x")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isBlank();
  }

  @Test
  void missingServer_isExplained() {
    server.close();

    assertThat(run("circleci", "run oidc get --claims {}")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Error: ");
  }

  private int run(String program, String words) {
    Map<String, String> environment =
        Map.of(AgentCommand.URL, server.uri() + "/agent", AgentCommand.TOKEN, "secret");
    return AgentCommand.run(
        program,
        List.of(words.split(" ", -1)),
        environment::get,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
