package dev.trustedpublishing.testkit.registry.pypi;

import static dev.trustedpublishing.testkit.registry.pypi.RawZip.extra;
import static dev.trustedpublishing.testkit.registry.pypi.RawZip.join;
import static dev.trustedpublishing.testkit.registry.pypi.RawZip.unicodePath;
import static dev.trustedpublishing.testkit.registry.pypi.RawZip.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that only PyPI's own way of reading tells apart. */
class ArchivesTest {
  private static final String MORE = ". See https://docs.pypi.org/archives for more information";
  private static final String DIST_INFO = "sampleproject-1.2.3.dist-info/";
  private static final int UTF_8 = 0x800;
  private static final byte[] NOTHING = {};

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
    running = fixture.start(UploadTest.PUBLISHER);
    token = running.apiToken();
  }

  @AfterEach
  void stopRegistry() throws Exception {
    running.close();
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        argumentSet("ZIP64 end record", wheel().bytes(RawZip.End.ZIP_64)),
        argumentSet("name in UTF-8 with the flag", with("jörg.py", UTF_8, NOTHING)),
        argumentSet("one Unicode path", with("x.py", 0, unicodePath("x.py", utf8("x.py")))),
        argumentSet("unknown extra twice", with("x.py", 0, twice(extra(0x5455, new byte[1])))),
        argumentSet("ZIP64 extra without sizes", with("x.py", 0, extra(0x0001, NOTHING))),
        argumentSet("RECORD without a member", wheelWith("RECORD", "other.py,,\n")),
        argumentSet("entry points", wheelWith("entry_points.txt", "[console_scripts]\na = b:c\n")));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void wheel_isAccepted(byte[] content) throws Exception {
    HttpResponse<String> answer = send(UploadRequest.wheel(token).withContent(content));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  static Stream<Arguments> rejected() {
    byte[] path = unicodePath("x.py", utf8("x.py"));
    return Stream.of(
        framing("two Unicode paths", twice(path), "Invalid duplicate extra in local file"),
        framing(
            "two ZIP64 extras", twice(extra(1, NOTHING)), "Invalid duplicate extra in local file"),
        framing("Unicode path cut", Arrays.copyOf(path, path.length - 1), "Malformed zip file"),
        framing("extra of three bytes", new byte[3], "Malformed zip file"),
        framing("ZIP64 extra of wrong length", extra(1, new byte[4]), "Malformed zip file"),
        framing("ZIP64 extra with other size", extra(1, new byte[16]), "Mis-matched data size", 1),
        framing(
            "Unicode path not in UTF-8",
            unicodePath("x.py", new byte[] {(byte) 0xE9}),
            "Filename not valid UTF-8"),
        framing(
            "Unicode path with a control character",
            unicodePath("x.py", new byte[] {'x', 7}),
            "Invalid character in filename"),
        argumentSet(
            "name in UTF-8 without the flag",
            with("jörg.py", 0, NOTHING),
            zipText("Filename not in central directory")),
        argumentSet(
            "name not in UTF-8",
            wheel().add(new byte[] {(byte) 0xE9}, 0, NOTHING, NOTHING).bytes(RawZip.End.PLAIN),
            zipText("Filename not unicode")),
        argumentSet(
            "name with a control character",
            with("x\u0007.py", 0, NOTHING),
            zipText("Invalid character in filename")),
        argumentSet(
            "ZIP64 end record with more data",
            wheel().bytes(RawZip.End.ZIP_64_WITH_EXTENSIBLE_DATA),
            zipText("ZIP64 extensible data not allowed")),
        argumentSet(
            "ZIP64 end record without its locator",
            wheel().bytes(RawZip.End.ZIP_64_WITHOUT_LOCATOR),
            "Invalid distribution file. File is not a zipfile"),
        argumentSet("one byte", new byte[1], "Invalid distribution file. File is not a zipfile"),
        argumentSet(
            "RECORD not in UTF-8",
            recordNotInUtf8(),
            "Wheel 'sampleproject-1.2.3-py3-none-any.whl' does not contain the required RECORD"
                + " file: sampleproject-1.2.3.dist-info/RECORD"),
        argumentSet(
            "script outside of its folder",
            wheelWith("entry_points.txt", "[console_scripts]\n../a = b:c\n"),
            "Wheel 'sampleproject-1.2.3-py3-none-any.whl' has invalid entry points defined in the"
                + " entry_points.txt file"));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void wheel_isRejected(byte[] content, String message) throws Exception {
    assertRejected(UploadRequest.wheel(token).withContent(content), 400, message);
  }

  @Test
  void recordWithEmptyLine_isServerError() throws Exception {
    byte[] content = wheelWith("RECORD", "a,,\n\nb,,\n");
    assertRejected(UploadRequest.wheel(token).withContent(content), 500, "Internal Server Error");
  }

  static Stream<Arguments> rejectedSdists() throws Exception {
    byte[] sdist = Archives.sdist("sampleproject-1.2.3");
    return Stream.of(
        argumentSet(
            "ZIP of one byte",
            ".zip",
            new byte[1],
            "Invalid distribution file. File is not a zipfile"),
        argumentSet(
            "ZIP with a good name inside",
            ".zip",
            Archives.storedZip(Map.of("a/PKG-INFO", "", "a/x", "")),
            "Filename 'sampleproject-1.2.3.zip' is invalid, should be"
                + " 'sampleproject-1.2.3.tar.gz'."),
        argumentSet(
            "ZIP without PKG-INFO",
            ".zip",
            Archives.storedZip(Map.of("a/x", "", "a/y", "")),
            "Invalid distribution file. PKG-INFO not found at a/PKG-INFO"),
        argumentSet(
            "one member", // Which is then what all members have in common.
            ".tar.gz",
            Archives.tar(Map.of("a/PKG-INFO", "")),
            "Invalid distribution file. PKG-INFO not found at a/PKG-INFO/PKG-INFO"),
        argumentSet(
            "cut gzip",
            ".tar.gz",
            Arrays.copyOf(sdist, sdist.length - 20),
            "Invalid distribution file. None"),
        argumentSet("not packed", ".tar.gz", unpacked(sdist), "Invalid distribution file. None"),
        argumentSet(
            "cut inside of a member",
            ".tar.gz",
            packed(
                Arrays.copyOf(
                    unpacked(Archives.tar(Map.of("a/PKG-INFO", "Name: a\nVersion: 1"))), 520)),
            "Invalid distribution file. None"),
        argumentSet(
            "ZIP behind the tar",
            ".tar.gz",
            join(sdist, Archives.storedZip(Map.of("a/x", ""))),
            "Invalid distribution file. File is both a zip and a tar file"));
  }

  @ParameterizedTest
  @MethodSource("rejectedSdists")
  void sdist_isRejected(String ending, byte[] content, String message) throws Exception {
    assertRejected(
        UploadRequest.sdist(token)
            .withFilename("sampleproject-1.2.3" + ending)
            .withContent(content),
        400,
        message);
  }

  @Test
  void sdistWithoutEndBlocks_isAccepted() throws Exception {
    byte[] content = packed(Arrays.copyOf(unpacked(Archives.sdist("sampleproject-1.2.3")), 1536));
    assertThat(send(UploadRequest.sdist(token).withContent(content)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("names")
  void fileName_isRejected(String filename) throws Exception {
    assertRejected(
        UploadRequest.wheel(token).withFilename(filename),
        400,
        "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL character"
            + " (ordinal 127) in the name.");
  }

  static Stream<String> names() {
    return Stream.of("a\0.whl", "\0", "sampleproject-1.2.3-py3-none-any.whl\0", "a\u007F.whl");
  }

  private void assertRejected(UploadRequest request, int status, String message) throws Exception {
    HttpResponse<String> answer = send(request);
    assertThat(RegistryFixture.JSON.readTree(answer.body()).path("code").textValue())
        .isEqualTo(status + " " + message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> send(UploadRequest upload) throws Exception {
    return upload.send(fixture.client, running.server.uri());
  }

  private static Arguments framing(String name, byte[] localExtra, String message) {
    return argumentSet(name, with("x.py", 0, localExtra), zipText(message));
  }

  private static Arguments framing(String name, byte[] localExtra, String message, int length) {
    byte[] content =
        wheel().add(utf8("x.py"), 0, new byte[length], localExtra, NOTHING).bytes(RawZip.End.PLAIN);
    return argumentSet(name, content, zipText(message));
  }

  private static String zipText(String why) {
    return "Invalid distribution file. ZIP archive not accepted: " + why + MORE;
  }

  private static Map<String, String> members() {
    return Archives.wheelMembers("sampleproject", "1.2.3");
  }

  private static RawZip wheel() {
    return RawZip.of(members());
  }

  private static byte[] with(String name, int flags, byte[] localExtra) {
    return wheel().add(utf8(name), flags, localExtra, NOTHING).bytes(RawZip.End.PLAIN);
  }

  private static byte[] wheelWith(String file, String content) {
    Map<String, String> members = members();
    members.put(DIST_INFO + file, content);
    return RawZip.of(members).bytes(RawZip.End.PLAIN);
  }

  private static byte[] recordNotInUtf8() {
    Map<String, String> members = members();
    members.remove(DIST_INFO + "RECORD");
    return RawZip.of(members)
        .add(utf8(DIST_INFO + "RECORD"), 0, new byte[] {(byte) 0xE9}, NOTHING, NOTHING)
        .bytes(RawZip.End.PLAIN);
  }

  private static byte[] twice(byte[] extra) {
    return join(extra, extra);
  }

  private static byte[] unpacked(byte[] gzip) throws Exception {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  private static byte[] packed(byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
