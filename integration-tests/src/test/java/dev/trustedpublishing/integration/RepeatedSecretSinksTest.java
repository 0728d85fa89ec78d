package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A secret that a registry repeats in its rejection reaches no sink, in whatever form. */
class RepeatedSecretSinksTest {
  private static final String API_TOKEN =
      "pypi-AgEIcHlwaS5vcmcaBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";
  private static final int RUNS = 5;

  @TempDir Path folder;
  private final OidcIssuer issuer =
      new OidcIssuer(URI.create("https://gitlab.com"), Clock.systemUTC());
  private final Map<String, String> job =
      issuer.environment(GitLabJob.sample(), Map.of("PYPI_ID_TOKEN", "pypi"));
  private final String jwt = job.getOrDefault("PYPI_ID_TOKEN", "");

  static Stream<Arguments> forms() {
    return Stream.of(
        form("plain", text -> text),
        form("Base64", text -> base64(text)),
        form("Base64 after one byte", text -> base64("x" + text)),
        form("Base64 of a login", text -> base64("__token__:" + text)),
        form(
            "Base64 for URLs",
            text -> Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))),
        form("percent", text -> escaped(text, "%%%02x")),
        form("hex", text -> escaped(text, "%02X")),
        form("JSON", text -> escaped(text, "\\u%04x")),
        form("upper case", text -> text.toUpperCase(Locale.ROOT)),
        form("lower case", text -> text.toLowerCase(Locale.ROOT)),
        form("reversed", text -> new StringBuilder(text).reverse().toString()),
        form("wrapped", text -> base64(text).replaceAll(".{64}", "$0\n")));
  }

  @ParameterizedTest
  @MethodSource("forms")
  @FaultRow("B03")
  void secretInARejection_reachesNoSink(UnaryOperator<String> form) throws IOException {
    LeakScan scan = LeakScan.forSecrets(List.of(jwt, API_TOKEN));
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(run);
      for (boolean exchanged : new boolean[] {false, true}) {
        String said = split(form.apply(exchanged ? API_TOKEN : jwt), random, run > 0);

        assertThat(scan.find(published(said, exchanged))).as(said).isEmpty();
      }
    }
  }

  /** Publishes to a registry that rejects, and returns everything that was written anywhere. */
  private String published(String said, boolean exchanged) throws IOException {
    List<String> sinks = Collections.synchronizedList(new ArrayList<>());
    Path log = Files.createTempFile(folder, "audit", ".jsonl");
    Path summary = Files.createTempFile(folder, "summary", ".md");
    List<Path> files =
        SampleDistribution.HATCHLING.copyTo(Files.createTempDirectory(folder, "dist"));
    PublishFailedException e;
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .environment(job)
            .transport(call -> response(call, said, exchanged))
            .onEvent(AuditSinks.jsonLines(log))
            .onEvent(
                GitHubSink.create(Map.of("GITHUB_STEP_SUMMARY", summary.toString()), sinks::add))
            .onEvent(entry -> sinks.add(entry.toString()))
            .workflowCommands(line -> {})
            .build()) {
      e = catchThrowableOfType(PublishFailedException.class, () -> publisher.publish(files));
    }
    for (Throwable each = e; each != null; each = each.getCause()) {
      sinks.add(each.toString());
    }
    sinks.add(e.report().text());
    sinks.add(e.report().attributes().toString());
    sinks.add(Files.readString(log));
    sinks.add(Files.readString(summary));
    return String.join("\n", sinks);
  }

  private HttpResponse response(HttpRequest call, String said, boolean exchanged) {
    String path = call.url().getPath();
    if (path.endsWith("/audience")) {
      return response(call, 200, "{\"audience\":\"pypi\"}");
    }
    if (path.endsWith("/mint-token") && exchanged) {
      return response(
          call,
          200,
          "{\"success\":true,\"token\":\"%s\",\"expires\":%d}"
              .formatted(API_TOKEN, Instant.now().getEpochSecond() + 900));
    }
    return response(call, path.endsWith("/burn-token") ? 202 : 403, said);
  }

  private static HttpResponse response(HttpRequest call, int status, String body) {
    return HttpResponse.of(
        call,
        status,
        "",
        Map.of("Content-Type", List.of("application/json"), "X-Request-Id", List.of(body)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String split(String text, Random random, boolean apart) {
    int at = apart ? random.nextInt(text.length()) : text.length();
    return "rejected: " + text.substring(0, at) + " ~ and ~ " + text.substring(at);
  }

  private static Arguments form(String name, UnaryOperator<String> form) {
    return argumentSet(name, form);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text, String format) {
    return text.chars()
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .collect(Collectors.joining());
  }
}
