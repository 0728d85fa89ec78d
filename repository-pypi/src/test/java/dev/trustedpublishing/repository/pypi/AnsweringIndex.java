package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An index whose response to everything is a fuzzer's input, and what must hold of every failure.
 *
 * <p>An input is an HTTP response with bare line feeds: {@code 400 Bad Request}, headers, an empty
 * line, the body. {@code {jwt}} and {@code {token}} in it stand for the secrets of the call.
 */
public final class AnsweringIndex {
  private static final String TOKEN = "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAw";
  private static final Pattern HEAD =
      Pattern.compile("([2-5]\\d\\d)([^\\n]*)\\n((?:[^\\n]+\\n)*)\\n(.*)", Pattern.DOTALL);

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private final RepositoryClient client;
  private final ExchangeScope scope;

  public AnsweringIndex(Path folder) {
    PyPiRepository repository = new PyPiRepository();
    client =
        repository.connect(repository.resolve("pypi", List.of(), context).orElseThrow(), context);
    Path file = Samples.write(folder, Samples.SDIST, Samples.sdist());
    scope = client.scopes(client.plan(List.of(file))).get(0);
  }

  /** Responses from now on; an input without a head is the body of a 400. */
  public AnsweringIndex with(byte[] input) {
    String text =
        new String(input, StandardCharsets.ISO_8859_1)
            .replace("{jwt}", Samples.JWT)
            .replace("{token}", TOKEN);
    Matcher head = HEAD.matcher(text);
    boolean whole = head.matches();
    int status = whole ? Integer.parseInt(head.group(1)) : 400;
    byte[] body = (whole ? head.group(4) : text).getBytes(StandardCharsets.ISO_8859_1);
    String reason = whole ? head.group(2).strip() : "";
    Map<String, List<String>> headers = headers(whole ? head.group(3) : "");
    script.answerOthers(call -> HttpResponse.of(call, status, reason, headers, body));
    context.warnings().clear();
    return this;
  }

  private static Map<String, List<String>> headers(String lines) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : lines.split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
      }
    }
    return headers;
  }

  public ApiToken exchange() {
    return checked(() -> client.exchange(scope, Samples.identity(Map.of("iss", "somebody"))));
  }

  public Presence find() {
    return checked(() -> client.find(artifact()));
  }

  public Receipt publish() {
    return checked(() -> client.publish(artifact(), token(), ProgressListener.none()));
  }

  public Revocation revoke() {
    return checked(() -> client.revoke(token()));
  }

  public Artifact artifact() {
    return scope.artifacts().get(0);
  }

  private static ApiToken token() {
    Secret secret = Secret.of(TOKEN);
    Origin origin = Origin.of(URI.create("https://upload.pypi.org/"));
    return new ApiToken(
        secret, Credential.basic("__token__", secret, origin), Samples.NOW.plusSeconds(900));
  }

  private <T> T checked(Supplier<T> call) {
    script.requests().clear();
    try {
      return call.get();
    } catch (TrustedPublishingException e) {
      assertThat(e.code().value()).doesNotStartWith("internal.");
      assertThat(e.remedy()).isNotBlank();
      script.requests().stream()
          .flatMap(sent -> sent.secrets().stream())
          .forEach(secret -> assertThat(e.getMessage()).doesNotContain(secret.reveal()));
      assertThat(e.getMessage().chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
      assertThat(e.getMessage()).doesNotContainPattern("::\\p{Alpha}");
      throw e;
    }
  }
}
