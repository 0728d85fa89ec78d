package dev.trustedpublishing.repository.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.repository.pypi.AnsweringIndex;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages of the simple index: HTML if they start with {@code <}, otherwise JSON. {@code {sha256}} in
 * an input means the digest that is looked for.
 */
class IndexPageFuzzTest {
  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://index.example/"), "look");
  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  @TempDir Path folder;
  private PyPiArtifact artifact;

  @BeforeEach
  void create() {
    artifact = (PyPiArtifact) new AnsweringIndex(folder).artifact();
  }

  @FuzzTest
  void find_anyPage_reportsFileOnlyIfListed(byte[] input) {
    String page =
        new String(input, StandardCharsets.UTF_8).replace("{sha256}", artifact.file().sha256());

    Presence presence = read(page.getBytes(StandardCharsets.UTF_8));

    if (presence instanceof Presence.SameContent) {
      assertThat(page.toLowerCase(Locale.ROOT)).contains(artifact.file().sha256());
    }
  }

  private Presence read(byte[] page) {
    String type = page.length > 0 && page[0] == '<' ? "text/html" : "application/json";
    HttpResponse head =
        HttpResponse.of(CALL, 200, "", Map.of("Content-Type", List.of(type)), new byte[0]);
    IndexPage reader = new IndexPage(artifact, context);
    reader.read(head, new ByteArrayInputStream(page));
    return reader.presence().orElseThrow();
  }
}
