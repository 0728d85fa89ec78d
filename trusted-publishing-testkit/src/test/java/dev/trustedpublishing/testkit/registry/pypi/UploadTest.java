package dev.trustedpublishing.testkit.registry.pypi;

import static dev.trustedpublishing.testkit.registry.pypi.RegistryFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.model.Limits;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Its cases drive our client too, in the integration tests. */
public class UploadTest {

  static final PublisherRegistration PUBLISHER =
      PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")
          .forProjects("sampleproject", "Other.Project");
  static final PublisherRegistration STRANGER =
      PublisherRegistration.github("someone", "9", "else", "x.yml").forProjects("foreign");

  private static final String CORE_METADATA =
      " See https://packaging.python.org/specifications/core-metadata for more information.";
  private static final String ZIP_REFUSED = "Invalid distribution file. ZIP archive not accepted: ";
  private static final String PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final String UNVERIFIED =
      "Could not verify the uploaded artifact using the included attestation: Verification failed:"
          + " ";
  private static final String NO_AUTH =
      "Invalid or non-existent authentication information. See"
          + " https://pypi.org/help/#invalid-auth for more information.";

  private static RegistryFixture fixture;
  private RegistryFixture.Running running;
  private String token;

  @BeforeAll
  static void startIssuers() throws Exception {
    fixture = new RegistryFixture();
  }

  @AfterAll
  static void stopIssuers() {
    fixture.close();
  }

  @BeforeEach
  void startRegistry() throws Exception {
    running =
        fixture.start(builder ->
            builder.limits(new Limits(1 << 20, 3 << 19)).publishers(List.of(PUBLISHER, STRANGER)));
    token = running.apiToken();
  }

  @AfterEach
  void stopRegistry() throws Exception {
    running.close();
  }

  /** The registry that the cases are for, with issuers of its own. */
  public static Sandbox sandbox() throws IOException {
    return Sandbox.builder()
        .limits(new Limits(1 << 20, 3 << 19))
        .publishers(List.of(PUBLISHER, STRANGER))
        .start();
  }

  @Test
  void upload_wheelAndSdist_areStored() throws Exception {
    UploadRequest wheel = UploadRequest.wheel(token).with("requires_python", ">=3.8,<4");
    assertThat(send(wheel).statusCode()).isEqualTo(200);
    assertThat(send(UploadRequest.sdist(token)).statusCode()).isEqualTo(200);

    assertThat(running.registry.files())
        .extracting(UploadedFile::filename)
        .containsExactly("sampleproject-1.2.3-py3-none-any.whl", "sampleproject-1.2.3.tar.gz");
    UploadedFile file = running.registry.files().get(0);
    assertThat(file.content()).hasBinaryContent(wheel.content());
    assertThat(file.size()).isEqualTo(wheel.content().length);
    assertThat(file.requiresPython()).isEqualTo(">=3.8,<4");
    assertThat(file.version()).isEqualTo("1.2.3");
    assertThat(file.attestations()).isEmpty();
  }

  @Test
  void upload_attestations_areStored() throws Exception {
    UploadRequest wheel = UploadRequest.wheel(token);
    send(wheel.withAttestations(wheel.statement(PUBLISH)));
    assertThat(running.registry.files().get(0).attestations())
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("{\"version\":1,");
  }

  public static Stream<Arguments> acceptedUploads() {
    return Stream.of(
        accepted("Bearer", r -> r.withAuthorization("Bearer " + r.token())),
        accepted("token", r -> r.withAuthorization("token " + r.token())),
        accepted(
            "blanks around",
            r -> r.withAuthorization(UploadRequest.basic("__token__", " " + r.token() + "\n"))),
        accepted("action in query", r -> r.without(":action").to("/legacy/?:action=file_upload")),
        accepted("no protocol version", r -> r.without("protocol_version")),
        accepted("unknown field", r -> r.with("license_files", "x")),
        accepted("UNKNOWN", r -> r.with("license_expression", " UNKNOWN ")),
        accepted("empty field", r -> r.with("license_expression", "")),
        accepted("name in other case", r -> r.with("name", "SampleProject")),
        accepted("version not normal", r -> r.with("version", "v1.2.3.0")),
        accepted("signature", r -> r.withFileField("gpg_signature")),
        accepted("attestation", r -> r.withAttestations(r.statement(PUBLISH))),
        accepted(
            "two attestations", r -> r.withAttestations(r.statement(PUBLISH), r.statement(SLSA))),
        accepted(
            "attestation with tags in another order",
            r -> {
              r.withFilename("sampleproject-1.2.3-py2.py3-none-any.whl");
              return r.withAttestations(r.statement(PUBLISH).replace("py2.py3", "py3.py2"));
            }),
        accepted("md5", r -> r.without("sha256_digest").withMd5()),
        accepted("BLAKE2b", r -> r.without("sha256_digest").withBlake2()),
        accepted("digest in upper case", r -> r.withMd5().withUpperCaseDigest()),
        accepted("build number", r -> r.withFilename("sampleproject-1.2.3-1-py3-none-any.whl")),
        accepted("Windows", r -> r.withFilename("sampleproject-1.2.3-cp311-cp311-win_amd64.whl")),
        accepted(
            "several platforms",
            r ->
                r.withFilename(
                    "sampleproject-1.2.3-cp311-cp311"
                        + "-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")),
        accepted("classifier", r -> r.with("classifiers", "Topic :: Software Development")),
        accepted("several mails", r -> r.with("author_email", "Zoë <z@example.org>, x")),
        accepted(
            "requirement",
            r ->
                r.with("requires_dist", "idna (>=3) ; extra == 'shout'")
                    .and("requires_dist", "requests[socks]~=2.0")));
  }

  @ParameterizedTest
  @MethodSource("acceptedUploads")
  void upload_acceptedVariant_returns200(UnaryOperator<UploadRequest> change) throws Exception {
    HttpResponse<String> answer = send(change.apply(UploadRequest.wheel(token)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(running.registry.files()).hasSize(1);
  }

  public static Stream<Arguments> refusedWheels() {
    return Stream.of(
            refusedCredentials(),
            refusedForms(),
            refusedMetadata(),
            refusedNames(),
            refusedZips(),
            refusedAttestations())
        .flatMap(stream -> stream);
  }

  private static Stream<Arguments> refusedCredentials() {
    return Stream.of(
        refused(
            "password",
            403,
            r -> r.withAuthorization(UploadRequest.basic("user", "secret")),
            "Username/Password authentication is no longer supported. Migrate to API Tokens or"
                + " Trusted Publishers instead. See https://pypi.org/help/#apitoken and"
                + " https://pypi.org/help/#trusted-publishers"),
        refused("no credentials", 403, r -> r.withAuthorization(""), NO_AUTH),
        refused("garbage", 403, r -> r.withAuthorization("Basic !"), NO_AUTH),
        refused("no colon", 403, r -> r.withAuthorization("Basic YQ=="), NO_AUTH),
        refused("other scheme", 403, r -> r.withAuthorization("Digest x"), NO_AUTH),
        refused("unknown token", 403, r -> r.withAuthorization("Bearer pypi-AAAA"), NO_AUTH),
        refused("token not base64", 403, r -> r.withAuthorization("Bearer pypi-!!!"), NO_AUTH),
        refused("foreign token", 403, r -> r.withAuthorization("Bearer npm_x"), NO_AUTH),
        refused(
            "forged token",
            403,
            r -> r.withAuthorization("Bearer " + r.token().substring(0, 100) + "AAAA"),
            "Invalid API Token: signatures do not match"),
        refused(
            "unknown project",
            400,
            r -> r.with("name", "unknown"),
            "Non-user identities cannot create new projects. This was probably caused by"
                + " successfully using a pending publisher but specifying the project name"
                + " incorrectly (either in the publisher or in your project's metadata). Please"
                + " ensure that both match. See:"
                + " https://docs.pypi.org/trusted-publishers/troubleshooting/"),
        refused(
            "project of somebody else",
            403,
            r -> r.with("name", "Foreign"),
            "Invalid API Token: OIDC scoped token is not valid for project 'foreign'"));
  }

  private static Stream<Arguments> refusedForms() {
    return Stream.of(
        refused(
            "text field as file",
            400,
            r -> r.withFileField("summary"),
            "summary: Should not be a tuple."),
        refused("second file", 400, r -> r.withFileField("x"), "x: Should not be a tuple."),
        refused(
            "protocol version",
            400,
            r -> r.with("protocol_version", "2"),
            "Unknown protocol version."),
        refused(
            "no name",
            400,
            r -> r.without("name"),
            "'' is an invalid value for Name. Error: This field is required." + CORE_METADATA),
        refused(
            "bad name",
            400,
            r -> r.with("name", "no way"),
            "'no way' is an invalid value for Name. Error: Start and end with a letter or numeral"
                + " containing only ASCII numeric and '.', '_' and '-'."
                + CORE_METADATA),
        refused(
            "no file type",
            400,
            r -> r.without("filetype"),
            "Invalid value for filetype. Error: This field is required."),
        refused(
            "file type",
            400,
            r -> r.with("filetype", "bdist_egg"),
            "Invalid value for filetype. Error: Use a known file type."),
        refused(
            "no Python version",
            400,
            r -> r.without("pyversion"),
            "Invalid value for pyversion. Error: Python version is required for binary"
                + " distribution uploads."),
        refused(
            "SHA-256 too short",
            400,
            r -> r.with("sha256_digest", "abc"),
            "Invalid value for sha256_digest. Error: Use a valid, hex-encoded, SHA256 message"
                + " digest."),
        refused(
            "BLAKE2 not hex",
            400,
            r -> r.with("blake2_256_digest", "x".repeat(64)),
            "Invalid value for blake2_256_digest. Error: Use a valid, hex-encoded, BLAKE2 message"
                + " digest."),
        refused(
            "no digest",
            400,
            r -> r.without("sha256_digest"),
            "Error: Include at least one message digest."),
        refused("no file", 400, r -> r.withoutFile(), "Upload payload does not have a file."),
        refused("no content type", 400, r -> r.withContentType(""), "Invalid distribution file."),
        refused("image", 400, r -> r.withContentType("image/png"), "Invalid distribution file."),
        refused("wrong SHA-256", 400, r -> r.with("sha256_digest", "0".repeat(64)), DIGEST),
        refused("wrong MD5", 400, r -> r.with("md5_digest", "0".repeat(32)), DIGEST),
        refused("wrong BLAKE2", 400, r -> r.with("blake2_256_digest", "0".repeat(64)), DIGEST),
        refused(
            "too large",
            400,
            r -> r.withContent(new byte[(1 << 20) + 1]),
            "File too large. Limit for project 'sampleproject' is 1 MB. See"
                + " https://docs.pypi.org/project-management/storage-limits"
                + "#requesting-a-file-size-limit-increase for more information."),
        refused("no action", 405, r -> r.without(":action"), "Method Not Allowed"),
        refused(
            "submit",
            410,
            r -> r.with(":action", "submit"),
            "Project pre-registration is no longer required or supported, upload your files"
                + " instead."),
        refused(
            "documentation",
            410,
            r -> r.with(":action", "doc_upload"),
            "Uploading documentation is no longer supported, we recommend using"
                + " https://readthedocs.org/."));
  }

  private static final String DIGEST =
      "The digest supplied does not match a digest calculated from the uploaded file.";

  private static Stream<Arguments> refusedMetadata() {
    return Stream.of(
        metadata(
            "no metadata version", "metadata_version", "", "None is not a valid metadata version."),
        metadata(
            "metadata version",
            "metadata_version",
            "2.0",
            "'2.0' is not a valid metadata version."),
        metadata(
            "future metadata", "metadata_version", "2.6", "'2.6' is not a valid metadata version."),
        metadata("no version", "version", "", "'version' is a required field."),
        metadata("version", "version", "dog", "'dog' is invalid for 'version'."),
        metadata("two lines", "summary", "a\nb", "'summary' must be a single line."),
        metadata(
            "summary too long",
            "summary",
            "x".repeat(513),
            "'summary' field must be 512 characters or less."),
        metadata("classifier", "classifiers", "X :: Y", "'X :: Y' is not a valid classifier."),
        metadata(
            "license file too early",
            "license_file",
            "LICENSE",
            "license-file introduced in metadata version 2.4, not 2.1."),
        metadata(
            "license expression too early",
            "license_expression",
            "MIT",
            "license-expression introduced in metadata version 2.4, not 2.1."),
        metadata(
            "requires-python", "requires_python", "3", "'3' is invalid for 'requires-python'."),
        metadata("requirement", "requires_dist", "-x", "'-x' is invalid for 'requires-dist'."),
        metadata(
            "direct requirement",
            "requires_dist",
            "x @ https://example.org/x.whl",
            "Can't have direct dependency: x @ https://example.org/x.whl."),
        metadata("extra", "provides_extra", "_x", "'_x' is invalid for 'provides-extra'."),
        metadata(
            "content type",
            "description_content_type",
            "text/html",
            "'description-content-type' must be one of ['text/plain', 'text/x-rst',"
                + " 'text/markdown'], not 'text/html'."),
        metadata(
            "charset",
            "description_content_type",
            "text/plain; charset=latin-1",
            "'description-content-type' can only specify the UTF-8 charset, not 'latin-1'."),
        metadata("home page", "home_page", "ftp://x", "'ftp://x' is not a valid url."),
        metadata("label missing", "project_urls", ", https://x.org", "Must have a label."),
        metadata("URL missing", "project_urls", "Docs", "Must have a URL."),
        metadata("project URL", "project_urls", "Docs, x", "'x' is not a valid url."),
        metadata(
            "label too long",
            "project_urls",
            "x".repeat(33) + ", https://x.org",
            "'" + "x".repeat(33) + "' must be 32 characters or less."),
        refused(
            "sent twice",
            400,
            r -> r.with("summary", "a").and("summary", "b"),
            "'summary' has invalid data." + CORE_METADATA),
        refused(
            "label twice",
            400,
            r -> r.with("project_urls", "A, https://x.org").and("project_urls", "A, https://y.org"),
            "'project_urls' has invalid data." + CORE_METADATA),
        refused(
            "both licenses",
            400,
            r ->
                r.with("metadata_version", "2.4")
                    .with("license", "MIT")
                    .with("license_expression", "MIT"),
            "License is deprecated when License-Expression is present. Only License-Expression"
                + " should be present."
                + CORE_METADATA),
        refused(
            "dynamic name",
            400,
            r -> r.with("metadata_version", "2.2").with("dynamic", "Name"),
            "'name' is not allowed as a dynamic field." + CORE_METADATA),
        refused(
            "dynamic nonsense",
            400,
            r -> r.with("metadata_version", "2.2").with("dynamic", "Colour"),
            "'colour' is not a valid dynamic field." + CORE_METADATA),
        refused(
            "local version",
            400,
            r -> r.with("version", "1.0+x"),
            "The use of local versions in '1.0+x' is not allowed. See"
                + " https://packaging.python.org/en/latest/specifications/version-specifiers/"
                + "#local-version-identifiers for more information."));
  }

  private static Stream<Arguments> refusedNames() {
    return Stream.of(
        named(
            "control character",
            "a\u0001.whl",
            "Cannot upload a file with non-printable"
                + " characters (ordinals 0-31) or the DEL character (ordinal 127) in the name."),
        named("slash", "a/b.whl", "Cannot upload a file with '/' or '\\' in the name."),
        named(
            "extension",
            "a.egg",
            "Invalid file extension: Use .tar.gz, .whl or .zip extension."
                + " See https://www.python.org/dev/peps/pep-0527 and"
                + " https://peps.python.org/pep-0715/ for more information"),
        named(
            "extension of other type",
            "a.tar.gz",
            "Invalid file extension: Extension .tar.gz is invalid for filetype bdist_wheel. See"
                + " https://www.python.org/dev/peps/pep-0527 for more information."),
        named(
            "no version in name",
            "sampleproject-x.whl",
            "Invalid distribution file. Unable to parse name and version from wheel filename"),
        named(
            "other version",
            "sampleproject-6.6.6-py3-none-any.whl",
            "Invalid distribution file. WHEEL not found at sampleproject-6.6.6.dist-info/WHEEL"),
        named(
            "parts",
            "sampleproject-1.2.3-py3.whl",
            "Invalid wheel filename (wrong number of parts): 'sampleproject-1.2.3-py3'"),
        named(
            "build",
            "sampleproject-1.2.3-x1-py3-none-any.whl",
            "Invalid build number: x1 in 'sampleproject-1.2.3-x1-py3-none-any'"),
        named(
            "bare Linux",
            "sampleproject-1.2.3-cp311-cp311-linux_x86_64.whl",
            "Binary wheel 'sampleproject-1.2.3-cp311-cp311-linux_x86_64.whl' has an unsupported"
                + " platform tag 'linux_x86_64'."),
        named(
            "too long",
            "sampleproject-1.2.3-" + "1".repeat(220) + "-py3-none-any.whl",
            "Filename is too long: 'sampleproject-1.2.3-111"),
        refused(
            "other project in name",
            400,
            r -> r.with("name", "Other.Project"),
            "Start filename for 'Other.Project' with 'other_project'."),
        refused(
            "name not normal",
            400,
            r ->
                r.with("name", "Other.Project")
                    .withFilename("Other.Project-1.2.3-py3-none-any.whl")
                    .withContent(Archives.wheel("Other.Project", "1.2.3")),
            "Filename 'Other.Project-1.2.3-py3-none-any.whl' should contain the normalized project"
                + " name 'other_project', not 'Other.Project'."),
        refused(
            "version in name",
            400,
            r -> r.with("version", "1.2.4"),
            "Version in filename should be '1.2.4' not '1.2.3'."));
  }

  private static Stream<Arguments> refusedAttestations() {
    return Stream.of(
        attested("no JSON", r -> r.with("attestations", "x"), "Malformed attestations: "),
        attested("no list", r -> r.with("attestations", "{}"), "Malformed attestations: "),
        attested("not an object", r -> r.with("attestations", "[1]"), "Malformed attestations: "),
        attested(
            "no attestation",
            r -> r.with("attestations", "[]"),
            "Malformed attestations: an empty attestation set is not permitted"),
        attested(
            "three attestations",
            r -> r.withAttestations(r.statement(PUBLISH), r.statement(SLSA), r.statement(SLSA)),
            "A maximum of 2 attestations per file are supported"),
        attested(
            "no statement", r -> r.withAttestations("x"), UNVERIFIED + "could not parse statement"),
        attested(
            "two subjects",
            r -> r.withAttestations(r.statement(PUBLISH).replaceAll("\\[(.*)]", "[$1,$1]")),
            UNVERIFIED + "too many subjects in statement (must be exactly one)"),
        attested(
            "attestation of another file",
            r -> r.withAttestations(r.statement(PUBLISH).replace("1.2.3", "1.2.4")),
            UNVERIFIED + "subject does not match distribution name"),
        attested(
            "attestation of other content",
            r -> r.withAttestations(r.statement(PUBLISH).replaceFirst("[0-9a-f]{64}", "0")),
            UNVERIFIED + "subject does not match distribution digest"),
        attested(
            "unknown predicate",
            r -> r.withAttestations(r.statement("https://example.org/x")),
            "Attestation with unsupported predicate type: https://example.org/x"),
        attested(
            "same predicate twice",
            r -> r.withAttestations(r.statement(SLSA), r.statement(SLSA)),
            "Multiple attestations for the same file with the same predicate type ("
                + SLSA
                + ") are not supported"));
  }

  private static Stream<Arguments> refusedZips() {
    Map<String, String> good = Archives.wheelMembers("sampleproject", "1.2.3");
    String distInfo = "sampleproject-1.2.3.dist-info/";
    byte[] zip = Archives.storedZip(good);
    return Stream.of(
        zip("no ZIP", new byte[] {1, 2, 3}, "Invalid distribution file. File is not a zipfile"),
        zip("a tar file", Archives.sdist("x"), "Invalid distribution file. File is not a zipfile"),
        zip(
            "no WHEEL",
            without(good, distInfo + "WHEEL"),
            "Invalid distribution file. WHEEL not found at " + distInfo + "WHEEL"),
        zip(
            "no RECORD",
            without(good, distInfo + "RECORD"),
            "Wheel 'sampleproject-1.2.3-py3-none-any.whl' does not contain the required RECORD"
                + " file: "
                + distInfo
                + "RECORD"),
        zip(
            "no METADATA",
            without(good, distInfo + "METADATA"),
            "Wheel 'sampleproject-1.2.3-py3-none-any.whl' does not contain the required METADATA"
                + " file: "
                + distInfo
                + "METADATA"),
        zip(
            "data descriptor",
            Archives.zipWithDataDescriptors(good),
            ZIP_REFUSED
                + "ZIP contains a data descriptor. See https://docs.pypi.org/archives for"
                + " more information"),
        zip(
            "comment",
            Archives.zipWithEntryComments(good),
            ZIP_REFUSED + "Comment in central directory."),
        zip("trailing data", Arrays.copyOf(zip, zip.length + 3), ZIP_REFUSED + "Trailing data."),
        zip("leading data", leading(zip), ZIP_REFUSED + "Unknown record signature."),
        refused(
            "license file",
            400,
            r -> r.with("metadata_version", "2.4").with("license_file", "LICENSE"),
            "License-File LICENSE does not exist in distribution file"
                + " sampleproject-1.2.3-py3-none-any.whl at "
                + distInfo
                + "licenses/LICENSE"));
  }

  @ParameterizedTest
  @MethodSource("refusedWheels")
  void upload_invalidWheel_isRejected(
      int status, UnaryOperator<UploadRequest> change, String message) throws Exception {
    assertRefused(send(change.apply(UploadRequest.wheel(token))), status, message);
    assertNothingLeft();
  }

  public static Stream<Arguments> refusedSdists() {
    return Stream.of(
        refused(
            "Python version",
            400,
            r -> r.with("pyversion", "py3"),
            "Invalid value for pyversion. Error: Use 'source' as Python version for an sdist."),
        refused(
            "wheel",
            400,
            r -> r.withFilename("a.whl"),
            "Invalid file extension: Extension .whl is invalid for filetype sdist."),
        refused(
            "no tar",
            400,
            r -> r.withContent(new byte[] {1, 2, 3}),
            "Invalid distribution file. File is not a tarfile"),
        refused(
            "empty tar",
            400,
            r -> r.withContent(Archives.tar(Map.of())),
            "Invalid distribution file. Incorrect number of top-level directories in sdist"),
        refused(
            "two tops",
            400,
            r -> r.withContent(Archives.tar(Map.of("a/PKG-INFO", "", "b/x", ""))),
            "Invalid distribution file. Incorrect number of top-level directories in sdist"),
        refused(
            "no PKG-INFO",
            400,
            r -> r.withContent(Archives.tar(Map.of("a/x", "", "a/y", ""))),
            "Invalid distribution file. PKG-INFO not found at a/PKG-INFO"),
        refused(
            "no version in name",
            400,
            r -> r.withFilename("sampleproject.tar.gz"),
            "Invalid source distribution filename: sampleproject.tar.gz"),
        refused(
            "other project",
            400,
            r -> r.withFilename("other-1.2.3.tar.gz"),
            "Start filename for 'sampleproject' with 'sampleproject'."),
        refused(
            "other version",
            400,
            r -> r.withFilename("sampleproject-1.2.4.tar.gz"),
            "Filename 'sampleproject-1.2.4.tar.gz' is invalid, should be"
                + " 'sampleproject-1.2.3.tar.gz'."),
        refused(
            "not normal",
            400,
            r -> r.withFilename("SampleProject-1.2.3.tar.gz"),
            "Filename 'SampleProject-1.2.3.tar.gz' is invalid, should be"
                + " 'sampleproject-1.2.3.tar.gz'."),
        refused(
            "ZIP",
            400,
            r ->
                r.withFilename("sampleproject-1.2.3.zip")
                    .withContent(
                        Archives.storedZip(
                            Map.of(
                                "sampleproject-1.2.3/PKG-INFO", "", "sampleproject-1.2.3/x", ""))),
            "Filename 'sampleproject-1.2.3.zip' is invalid, should be"
                + " 'sampleproject-1.2.3.tar.gz'."),
        refused(
            "license file",
            400,
            r -> r.with("metadata_version", "2.4").with("license_file", "LICENSE"),
            "License-File LICENSE does not exist in distribution file sampleproject-1.2.3.tar.gz"
                + " at sampleproject-1.2.3/LICENSE"));
  }

  @ParameterizedTest
  @MethodSource("refusedSdists")
  void upload_invalidSdist_isRejected(
      int status, UnaryOperator<UploadRequest> change, String message) throws Exception {
    assertRefused(send(change.apply(UploadRequest.sdist(token))), status, message);
    assertNothingLeft();
  }

  @Test
  void upload_expiredToken_isRejected() throws Exception {
    fixture.clock.advance(Duration.ofSeconds(899));
    assertThat(send(UploadRequest.wheel(token)).statusCode()).isEqualTo(200);
    fixture.clock.advance(Duration.ofSeconds(1));
    assertRefused(send(UploadRequest.sdist(token)), 403, "Invalid API Token: token is expired");
  }

  @Test
  void upload_revokedToken_isRejected() throws Exception {
    running.post("/_/oidc/burn-token", JSON.writeValueAsString(Map.of("token", token)));
    assertRefused(send(UploadRequest.wheel(token)), 403, NO_AUTH);
  }

  @Test
  void upload_archivedProject_isRejected() throws Exception {
    running.registry.archive("SampleProject");
    assertRefused(
        send(UploadRequest.wheel(token)),
        403,
        "The given token isn't allowed to upload to project 'sampleproject'. See"
            + " https://pypi.org/help/#project-name for more information.");
  }

  @Test
  void upload_sameFileTwice_isAccepted() throws Exception {
    assertThat(send(UploadRequest.wheel(token)).statusCode()).isEqualTo(200);
    fixture.clock.advance(Duration.ofDays(20));
    assertThat(send(UploadRequest.wheel(running.apiToken())).statusCode()).isEqualTo(200);
    assertThat(running.registry.files()).hasSize(1);
  }

  @Test
  void upload_existingNameOtherContent_isRejected() throws Exception {
    send(UploadRequest.wheel(token));
    Map<String, String> changed = Archives.wheelMembers("sampleproject", "1.2.3");
    changed.put("sampleproject/more.py", "x = 1");
    assertRefused(
        send(UploadRequest.wheel(token).withContent(Archives.storedZip(changed))),
        400,
        "File already exists ('sampleproject-1.2.3-py3-none-any.whl', with blake2_256 hash '");
    assertThat(running.registry.files()).hasSize(1);
  }

  @Test
  void upload_existingContentOtherName_isRejected() throws Exception {
    send(UploadRequest.wheel(token));
    assertRefused(
        send(UploadRequest.wheel(token).withFilename("sampleproject-1.2.3-1-py3-none-any.whl")),
        400,
        "File already exists ('sampleproject-1.2.3-1-py3-none-any.whl', with blake2_256 hash '");
  }

  @Test
  void upload_deletedFilename_isRejected() throws Exception {
    send(UploadRequest.wheel(token));
    running.registry.delete("sampleproject-1.2.3-py3-none-any.whl");
    assertRefused(
        send(UploadRequest.wheel(token)),
        400,
        "This filename was previously used by a file that has since been deleted. Use a different"
            + " version. See https://pypi.org/help/#file-name-reuse for more information.");
    assertThat(running.registry.files()).isEmpty();
  }

  @Test
  void upload_newFileOfOldRelease_isRejected() throws Exception {
    send(UploadRequest.wheel(token));
    fixture.clock.advance(Duration.ofDays(14));
    String later = running.apiToken();
    fixture.clock.advance(Duration.ofSeconds(1));
    assertRefused(
        send(UploadRequest.sdist(later)),
        400,
        "Uploading new files to releases older than 14 days is not allowed.");
    assertThat(send(UploadRequest.wheel(later, "sampleproject", "1.2.4")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void upload_secondSdist_isRejected() throws Exception {
    send(UploadRequest.sdist(token));
    assertRefused(
        send(
            UploadRequest.sdist(token)
                .withFilename("sampleproject-1.2.3.0.tar.gz")
                .withContent(Archives.sdist("other"))),
        400,
        "Only one sdist may be uploaded per release.");
  }

  @Test
  void upload_beyondProjectLimit_isRejected() throws Exception {
    for (String version : List.of("1.0", "2.0")) {
      Map<String, String> members = Archives.wheelMembers("sampleproject", version);
      members.put("sampleproject/data", "x".repeat(1_000_000));
      var answer =
          send(
              UploadRequest.wheel(token, "sampleproject", version)
                  .withContent(Archives.storedZip(members)));
      if (version.equals("1.0")) {
        assertThat(answer.statusCode()).isEqualTo(200);
      } else {
        assertRefused(
            answer,
            400,
            "Project size too large. Limit for project 'sampleproject' total size is 0 GB. See"
                + " https://docs.pypi.org/project-management/storage-limits"
                + "#requesting-a-project-size-limit-increase");
      }
    }
  }

  @Test
  void upload_unrestrictedPublisher_createsProject() throws Exception {
    var any = PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml");
    try (var open = fixture.start(any)) {
      UploadRequest upload =
          UploadRequest.wheel(open.apiToken(GitHubJob.sample()), "Brand.New", "1.0");
      assertThat(upload.send(fixture.client, open.server.uri()).statusCode()).isEqualTo(200);
      assertThat(open.registry.projects()).containsExactly("Brand.New");
    }
  }

  @Test
  void upload_concurrentFiles_areAccepted() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> uploads =
          IntStream.range(0, 24)
              .mapToObj(i -> UploadRequest.wheel(token, "sampleproject", "1." + i % 12))
              .map(upload -> (Callable<Integer>) () -> send(upload).statusCode())
              .toList();
      for (var answer : pool.invokeAll(uploads)) {
        assertThat(answer.get()).isEqualTo(200);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(running.registry.files()).hasSize(12);
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        argumentSet("JSON", "application/json", "application/json"),
        argumentSet("HTML", "text/html", "text/html; charset=UTF-8"),
        argumentSet("anything", "*/*", "text/html; charset=UTF-8"),
        argumentSet("nothing", "", "text/plain; charset=UTF-8"),
        argumentSet("others", "image/png", "text/plain; charset=UTF-8"),
        argumentSet(
            "recommended",
            "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7",
            "application/json"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void upload_error_matchesAcceptHeader(String accept, String contentType) throws Exception {
    UploadRequest bad = UploadRequest.wheel(token).with("filetype", "x").withAccept(accept);
    HttpResponse<String> answer = send(bad);
    String line = "400 Invalid value for filetype. Error: Use a known file type.";

    assertThat(answer.headers().firstValue("Content-Type")).hasValue(contentType);
    switch (contentType) {
      case "application/json" -> {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("code").asText()).isEqualTo(line);
        assertThat(body.path("title").asText()).isEqualTo("Bad Request");
        assertThat(body.path("message").asText()).endsWith("\n\n\n" + line.substring(4) + "\n\n");
      }
      case "text/plain; charset=UTF-8" -> assertThat(answer.body()).startsWith(line + "\n");
      default ->
          assertThat(answer.body())
              .contains("<title>" + line + "</title>", "<h1>" + line + "</h1>");
    }
  }

  @Test
  void upload_success_hasPyPiBody() throws Exception {
    HttpResponse<String> answer = send(UploadRequest.wheel(token));
    assertThat(answer.body())
        .isEqualTo("{\"message\":\"\\n\\n\\n\\n\\n\",\"code\":\"200 OK\",\"title\":\"OK\"}");
    assertThat(send(UploadRequest.wheel(token).withAccept("")).body()).startsWith("200 OK\n");
  }

  @Test
  void upload_withoutTrailingSlash_redirects() throws Exception {
    var answer = send(UploadRequest.wheel(token).to("/legacy"));
    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(answer.headers().firstValue("Location")).hasValue("/legacy/");
    assertThat(running.registry.files()).isEmpty();
  }

  @Test
  void upload_aborted_leavesNoFile() throws Exception {
    URI server = running.server.uri();
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String half =
          """
          POST /legacy/ HTTP/1.1
          Host: localhost
          Content-Type: multipart/form-data; boundary=b
          Content-Length: 100000

          --b
          Content-Disposition: form-data; name="content"; filename="a.whl"

          half of it\
          """
              .replace("\n", "\r\n");
      socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (running.registry.requests().size() < 2 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertThat(running.registry.requests()).hasSize(2);
    assertNothingLeft();
  }

  @Test
  void upload_withoutForm_returns400() throws Exception {
    var answer = running.post("/legacy/", "{}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertNothingLeft();
  }

  private HttpResponse<String> send(UploadRequest upload) throws Exception {
    return upload.send(fixture.client, running.server.uri());
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String message)
      throws Exception {
    String code = JSON.readTree(answer.body()).path("code").asText();
    assertThat(code).startsWith(status + " " + message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private void assertNothingLeft() throws Exception {
    assertThat(running.registry.files()).isEmpty();
    assertThat(running.registry.projects())
        .containsExactly("Other.Project", "foreign", "sampleproject");
    try (var files = Files.list(running.registry.directory())) {
      assertThat(files).isEmpty();
    }
  }

  private static Arguments accepted(String name, UnaryOperator<UploadRequest> change) {
    return argumentSet(name, change);
  }

  private static Arguments refused(
      String name, int status, UnaryOperator<UploadRequest> change, String message) {
    return argumentSet(name, status, change, message);
  }

  private static Arguments metadata(String name, String field, String value, String message) {
    return refused(name, 400, r -> r.with(field, value), message + CORE_METADATA);
  }

  private static Arguments named(String name, String filename, String message) {
    return refused(name, 400, r -> r.withFilename(filename), message);
  }

  private static Arguments attested(
      String name, UnaryOperator<UploadRequest> change, String reason) {
    return refused(name, 400, change, "Invalid attestations supplied during upload: " + reason);
  }

  private static Arguments zip(String name, byte[] content, String message) {
    return refused(name, 400, r -> r.withContent(content), message);
  }

  private static byte[] without(Map<String, String> members, String name) {
    Map<String, String> fewer = new LinkedHashMap<>(members);
    fewer.remove(name);
    return Archives.storedZip(fewer);
  }

  private static byte[] leading(byte[] zip) {
    byte[] more = new byte[zip.length + 4];
    System.arraycopy("junk".getBytes(StandardCharsets.US_ASCII), 0, more, 0, 4);
    System.arraycopy(zip, 0, more, 4, zip.length);
    return more;
  }
}
