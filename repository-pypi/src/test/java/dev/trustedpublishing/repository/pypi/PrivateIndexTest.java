package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes that are not PyPI, in their own words. */
class PrivateIndexTest {
  private static final String UPLOAD = "https://index.example/repository/wheels/";

  @TempDir Path folder;
  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private Artifact artifact;

  @BeforeEach
  void planOneFile() {
    Path file = Samples.write(folder, Samples.SDIST, Samples.sdist());
    artifact = client(new PyPiRepository()).plan(List.of(file)).get(0);
  }

  private RepositoryClient client(PyPiRepository repository) {
    return repository.connect(
        repository.resolve(UPLOAD, List.of(), context).orElseThrow(), context);
  }

  private TrustedPublishingException rejection() {
    return rejection(new PyPiRepository());
  }

  private TrustedPublishingException rejection(PyPiRepository repository) {
    Secret secret = Secret.of("an-api-token-of-this-index");
    ApiToken token =
        new ApiToken(
            secret,
            Credential.basic("__token__", secret, Origin.of(URI.create(UPLOAD))),
            Samples.NOW.plusSeconds(900));
    return catchThrowableOfType(
        TrustedPublishingException.class,
        () -> client(repository).publish(artifact, token, ProgressListener.none()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Nexus               | 400 | <html><head><title>400 - foo-pypi/packages/foo-py/0.0.0/f.whl cannot be updated</title></head><body>Bad Request</body></html> | foo-pypi/packages/foo-py/0.0.0/f.whl cannot be updated
          Nexus, older        | 400 | <html><title>400 Repository does not allow updating assets: pypi</title></html> | Repository does not allow updating assets: pypi
          Artifact Registry   | 400 | Requested entity already exists. | Requested entity already exists.
          Azure               | 409 | {"message":"The feed already contains file 'f' in package 'demo 1.0'. (DevOps Activity ID: 0)","typeKey":"PackageAlreadyExistsException"} | The feed already contains file 'f' in package
          GitLab              | 400 | {"message":"Validation failed: File name has already been taken"} | Validation failed: File name has already been taken
          Artifactory         | 403 | {"errors":[{"status":403,"message":"Not enough permissions to delete/overwrite artifact 'pypi-local:demo/1.0/x.whl' (user: 'ci') needs DELETE permission."}]} | Not enough permissions to delete/overwrite artifact
          Artifactory, newer  | 403 | {"errors":[{"status":403,"message":"Not enough permissions to delete/overwrite all artifacts under 'demo/1.0'"}]} | overwrite all artifacts
          devpi               | 409 | 409 f.whl already exists in non-volatile index | f.whl already exists in non-volatile index
          pypiserver          | 409 | <html><title>Error: 409 Conflict</title>Package already exists</html> | 409 Conflict
          Gitea               | 400 | package file already exists | package file already exists
          Forgejo             | 409 | package file already exists | package file already exists
          """)
  void existingName_isConflictOfUnknownContent(
      String server, int status, String body, String found) {
    script.answer(status, body);

    TrustedPublishingException rejected = rejection();

    assertThat(rejected.code().value()).isEqualTo("publish.conflict");
    assertThat(rejected.problems().get(0).found().orElseThrow())
        .contains(found)
        .doesNotStartWith("-");
    assertThat(rejected)
        .hasMessageContaining(
            UPLOAD
                + " already has a file named sampleproject-1.2.3.tar.gz; whether its content is the"
                + " same is unknown.")
        .hasMessageContaining("--index URL (PyPiRepository.withIndex)")
        .hasMessageNotContaining("different content");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a proxy | 413 | <html><head><title>413 Request Entity Too Large</title></head></html> | publish.file-too-large | request a higher limit from the administrators of the index, or of the proxy before it.
          Azure   | 400 | {"message":"Metadata version '2.3' is unsupported. Supported versions are: 1.0,1.1,1.2,2.0,2.1."} | publish.invalid-metadata | Metadata version '2.3' is unsupported.
          Gitea   | 400 | hash mismatch | publish.digest-mismatch | received different bytes
          Warehouse | 400 | Invalid distribution file. x | publish.invalid-archive | Build the file again with a current build backend.
          down    | 503 | maintenance | temporary.registry-closed | Restart the job later.
          broken  | 500 | oops | temporary.registry-error | ask the administrators of the index
          """)
  void rejectionOfOtherHost_hasNoLinkToPyPi(
      String server, int status, String body, String code, String words) {
    script.answer(status, body);

    TrustedPublishingException rejected = rejection();

    assertThat(rejected.code().value()).isEqualTo(code);
    assertThat(rejected)
        .hasMessageContaining(words)
        .hasMessageNotContaining("pypi.org")
        .hasMessageNotContaining("python.org");
  }

  @ParameterizedTest
  @CsvSource({
    "https://index.example/repository/wheels/simple,"
        + " https://index.example/repository/wheels/simple/",
    "https://other.example/simple/, https://other.example/simple/",
    "https://index.example/simple/, https://index.example/simple/"
  })
  void namedIndex_decidesByDigest(String index, String url) {
    RepositoryClient client = client(new PyPiRepository().withIndex(index));
    String file = "<a href=\"%s#sha256=%s\">x</a>";

    script.answer(
        200,
        file.formatted(artifact.filename(), artifact.file().sha256()),
        "Content-Type",
        "text/html");
    assertThat(client.find(artifact)).isEqualTo(new Presence.SameContent());
    assertThat(script.onlyRequest().url()).hasToString(url + "sampleproject/");
    assertThat(script.onlyRequest().credential()).isEmpty();

    script.answer(
        200, file.formatted(artifact.filename(), "0".repeat(64)), "Content-Type", "text/html");
    assertThat(client.find(artifact)).isInstanceOf(Presence.OtherContent.class);

    script.answer(404, "no");
    assertThat(client.find(artifact)).isEqualTo(new Presence.Absent());
  }

  @Test
  void namedIndexThatNeedsALogin_isNotAskedForAgain() {
    PyPiRepository named =
        new PyPiRepository().withIndex("https://index.example/repository/wheels/simple/");

    script.answer(401, "log in");
    assertThat(client(named).find(artifact))
        .isEqualTo(new Presence.Unknown("the index returned HTTP 401"));

    script.answer(409, "it already exists");
    assertThat(rejection(named))
        .hasMessageContaining("whether its content is the same is unknown")
        .hasMessageContaining(
            "The SHA-256 decides if the named index can be read without a login. Otherwise publish")
        .hasMessageNotContaining("--index");
  }

  @Test
  void indexThatIsNotNamed_isUnknown() {
    script.answer(404, "no");

    assertThat(client(new PyPiRepository()).find(artifact))
        .hasToString("Unknown[reason=the location of this index's file list is unknown]");
  }

  @ParameterizedTest
  @CsvSource({
    "pypi, https://pypi.org/simple/",
    "testpypi, https://test.pypi.org/simple/",
    "https://upload.pypi.org/legacy, https://pypi.org/simple/"
  })
  void namedIndex_isIgnoredByPyPi(String target, String simple) {
    PyPiRepository named = new PyPiRepository().withIndex("https://other.example/simple/");
    RepositoryClient client =
        named.connect(named.resolve(target, List.of(), context).orElseThrow(), context);
    script.answer(404, "no");

    assertThat(client.find(artifact)).isEqualTo(new Presence.Absent());
    assertThat(script.onlyRequest().url()).hasToString(simple + "sampleproject/");
  }

  @ParameterizedTest
  @CsvSource({
    "http://index.example/simple/, HTTPS only: found http://index.example",
    "https://u:hush@index.example/simple/, user name or password",
    "index.example, "
  })
  void invalidIndex_isRejected(String url, String words) {
    assertThatThrownBy(() -> new PyPiRepository().withIndex(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words == null ? "" : words)
        .hasMessageNotContaining("hush");
  }
}
