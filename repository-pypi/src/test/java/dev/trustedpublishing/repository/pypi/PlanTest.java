package dev.trustedpublishing.repository.pypi;

import static dev.trustedpublishing.repository.pypi.Samples.INFO;
import static dev.trustedpublishing.repository.pypi.Samples.METADATA;
import static dev.trustedpublishing.repository.pypi.Samples.SDIST;
import static dev.trustedpublishing.repository.pypi.Samples.WHEEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import dev.trustedpublishing.repository.pypi.archive.ZipBytes;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading and checking files: what PyPI would reject is rejected before anything is sent. */
class PlanTest {
  @TempDir Path folder;

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);

  private RepositoryClient client() {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(
        repository.resolve("pypi", List.of(), context).orElseThrow(), context);
  }

  private List<Problem> problems(Path... files) {
    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> client().plan(Arrays.asList(files)));
    assertThat(refused).as("nothing was refused").isNotNull();
    assertThat(refused.stage()).isEqualTo(Stage.PLAN);
    return refused.problems();
  }

  private static String texts(List<Problem> problems) {
    return String.join("\n", problems.stream().map(Problem::toString).toList());
  }

  private PyPiArtifact planned(String name, byte[] content) {
    List<Artifact> artifacts = client().plan(List.of(Samples.write(folder, name, content)));
    assertThat(artifacts).hasSize(1);
    return (PyPiArtifact) artifacts.get(0);
  }

  // ---- what is right

  @Test
  void plan_severalReleases_warns() {
    client()
        .plan(
            List.of(
                Samples.resource(folder, "sample_project-1.2.3.tar.gz"),
                Samples.resource(folder, "flitsample-0.4.tar.gz")));

    assertThat(texts(context.warnings()))
        .contains("The files belong to several releases.")
        .contains("Sample.Project 1.2.3, flitsample 0.4");
  }

  @Test
  @FaultRow("U07")
  void plan_secondSdistOfRelease_isRejected() {
    byte[] other =
        Samples.targz(tar ->
            Samples.file(
                tar,
                "sampleproject-1.2.3.0/PKG-INFO",
                METADATA.replace("Version: 1.2.3", "Version: 1.2.3.0")));

    assertThat(
            texts(
                problems(
                    Samples.write(folder, SDIST, Samples.sdist()),
                    Samples.write(folder, "sampleproject-1.2.3.0.tar.gz", other))))
        .contains(
            "sampleproject-1.2.3.0.tar.gz: its release already has another source distribution.")
        .contains("Found:    " + SDIST)
        .contains("[publish.second-sdist]");
  }

  @Test
  void unknownOrDeprecatedClassifier_warns() {
    String metadata =
        """
        Metadata-Version: 2.1
        Name: sampleproject
        Version: 1.2.3
        Classifier: Programming Language :: Python :: 3
        Classifier: Topic :: Wuzzy
        Classifier: Natural Language :: Ukranian
        Classifier: License :: OSI Approved :: Jabber Open Source License
        """;

    planned("sampleproject-1.2.3-py3-none-any.whl", Samples.wheel(metadata).bytes());

    assertThat(texts(context.warnings()))
        .contains("a classifier is not in PyPI's list of 20")
        .contains("Topic :: Wuzzy (line 5)")
        .contains("a classifier is deprecated.")
        .contains("Natural Language :: Ukranian (line 6)")
        .contains("Natural Language :: Ukrainian")
        .contains("Jabber Open Source License (line 7)")
        .contains("no classifier, as there is no replacement")
        .doesNotContain("Python :: 3");
    assertThat(texts(context.warnings()).split("whl: a classifier ", -1)).hasSize(4);
  }

  @Test
  void privateClassifier_isRejectedOnPublicIndexesOnly() {
    byte[] wheel =
        Samples.wheel(
                """
                Metadata-Version: 2.1
                Name: sampleproject
                Version: 1.2.3
                Classifier: Private :: Do Not Upload
                """)
            .bytes();
    Path file = Samples.write(folder, "sampleproject-1.2.3-py3-none-any.whl", wheel);
    PyPiRepository repository = new PyPiRepository();

    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () ->
                repository
                    .connect(
                        repository.resolve("testpypi", List.of(), context).orElseThrow(), context)
                    .plan(List.of(file)));
    assertThat(refused.code()).isEqualTo(ErrorCode.PUBLISH_INVALID_METADATA);
    assertThat(refused)
        .hasMessageContaining("it is marked as not to be published.")
        .hasMessageContaining("Found:    the classifier Private :: Do Not Upload (line 4)")
        .hasMessageContaining("publish to your own index");

    assertThat(
            repository
                .connect(
                    repository
                        .resolve("https://index.example/legacy/", List.of(), context)
                        .orElseThrow(),
                    context)
                .plan(List.of(file)))
        .hasSize(1);
    assertThat(texts(context.warnings())).doesNotContain("classifier");
  }

  @Test
  void configuredFileLimit_rejectsLargerFile() {
    PyPiRepository repository = PyPiRepository.withFileLimit(100);
    RepositoryClient limited =
        repository.connect(repository.resolve("pypi", List.of(), context).orElseThrow(), context);

    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> limited.plan(List.of(Samples.resource(folder, "flitsample-0.4.tar.gz"))));

    assertThat(refused.code()).isEqualTo(ErrorCode.PUBLISH_FILE_TOO_LARGE);
    assertThat(refused).hasMessageContaining("at most 100 bytes, as configured");
  }

  @ParameterizedTest
  @CsvSource({
    "sample_project-1.2.3-py3-none-any.whl,Sample.Project,1.2.3,bdist_wheel,py3",
    "sample_project-1.2.3.tar.gz,Sample.Project,1.2.3,sdist,source",
    "flitsample-0.4-py3-none-any.whl,flitsample,0.4,bdist_wheel,py3",
    "flitsample-0.4.tar.gz,flitsample,0.4,sdist,source"
  })
  void plan_hatchlingAndFlitBuilds_areRead(
      String file, String name, String version, String filetype, String pyversion) {
    List<Artifact> artifacts = client().plan(List.of(Samples.resource(folder, file)));

    PyPiArtifact artifact = (PyPiArtifact) artifacts.get(0);
    assertThat(artifact.packageName()).isEqualTo(name);
    assertThat(artifact.version()).isEqualTo(version);
    assertThat(artifact.formFields())
        .contains(
            new HttpBody.Field(":action", "file_upload"),
            new HttpBody.Field("protocol_version", "1"),
            new HttpBody.Field("filetype", filetype),
            new HttpBody.Field("pyversion", pyversion),
            new HttpBody.Field("name", name),
            new HttpBody.Field("version", version),
            new HttpBody.Field("sha256_digest", artifact.file().sha256()));
    assertThat(context.warnings()).isEmpty();
  }

  @Test
  @FaultRow("W10")
  void plan_wheelMetadata_becomesFormFields() {
    PyPiArtifact artifact =
        (PyPiArtifact)
            client()
                .plan(List.of(Samples.resource(folder, "sample_project-1.2.3-py3-none-any.whl")))
                .get(0);

    assertThat(artifact.metadata().formFields())
        .containsExactly(
            new HttpBody.Field("metadata_version", "2.1"),
            new HttpBody.Field("name", "Sample.Project"),
            new HttpBody.Field("version", "1.2.3"),
            new HttpBody.Field("summary", "A sample"),
            new HttpBody.Field("project_urls", "Homepage, https://example.org/"),
            new HttpBody.Field("author_email", "Jane Doe <jane@example.org>"),
            new HttpBody.Field("license", "MIT"),
            new HttpBody.Field("keywords", "demo,sample"),
            new HttpBody.Field("classifiers", "Programming Language :: Python :: 3"),
            new HttpBody.Field("requires_python", ">=3.9"),
            new HttpBody.Field("requires_dist", "requests>=2.8; python_version < '3.13'"),
            new HttpBody.Field("provides_extra", "extra"),
            new HttpBody.Field("requires_dist", "rich; extra == 'extra'"),
            new HttpBody.Field("description_content_type", "text/markdown"),
            new HttpBody.Field("description", "# Sample\n\nA sample \u2013 with UTF-8.\n"));
  }

  @Test
  void plan_sortsWheelsBeforeSdists() {
    List<Artifact> artifacts =
        client()
            .plan(
                List.of(
                    Samples.write(folder, SDIST, Samples.sdist()),
                    Samples.resource(folder, "flitsample-0.4.tar.gz"),
                    Samples.write(folder, WHEEL, Samples.wheel().bytes())));

    assertThat(artifacts)
        .extracting(Artifact::filename)
        .containsExactly(WHEEL, "flitsample-0.4.tar.gz", SDIST);
    assertThat(client().scopes(artifacts))
        .singleElement()
        .satisfies(scope -> {
          assertThat(scope.name()).isEqualTo("pypi");
          assertThat(scope.artifacts()).isEqualTo(artifacts);
        });
  }

  static Stream<Arguments> validWheels() {
    return Stream.of(
        argumentSet("as built", new Change(zip -> {})),
        argumentSet(
            "deflated", new Change(zip -> zip.change(INFO + "METADATA", m -> m.deflated()))),
        argumentSet("with a comment at its end", new Change(zip -> zip.comment("hello"))),
        argumentSet("with a folder", new Change(zip -> zip.add("sampleproject/", ""))),
        argumentSet(
            "with a UTF-8 name", new Change(zip -> zip.add("sampleproject/\u00fc.txt", "x"))),
        argumentSet("ZIP64", new Change(zip -> zip.wideEnd())),
        argumentSet(
            "64-bit sizes where 32 would do",
            new Change(
                zip -> zip.change("sampleproject/__init__.py", m -> m.extra = zip64(6, 6)))));
  }

  @ParameterizedTest
  @MethodSource("validWheels")
  void validWheel_isAccepted(Change change) {
    assertThat(planned(WHEEL, change.bytes()).packageName()).isEqualTo("sampleproject");
  }

  @Test
  void oldMetadata_withDescriptionHeader_isRead() {
    String metadata =
        "Metadata-Version: 1.1\r\nName: sampleproject\r\nVersion: 1.2.3\r\nHome-page: UNKNOWN\r\n"
            + "Platform: \r\nDescription: first\r\n        second\r\n        \r\n        third\r\n"
            + "X-Other: is left out\r\n";

    assertThat(planned(SDIST, Samples.sdist(metadata)).metadata().formFields())
        .containsExactly(
            new HttpBody.Field("metadata_version", "1.1"),
            new HttpBody.Field("name", "sampleproject"),
            new HttpBody.Field("version", "1.2.3"),
            new HttpBody.Field("description", "first\nsecond\n\nthird"));
  }

  @Test
  void licenseFiles_beforeMetadata24_areOmitted() {
    String metadata = METADATA + "License-File: LICENSE\n";

    assertThat(planned(SDIST, Samples.sdist(metadata)).metadata().formFields())
        .extracting(HttpBody.Field::name)
        .doesNotContain("license_file");
  }

  @Test
  void sdist_withLongAndUnicodeNames_isRead() {
    byte[] sdist =
        Samples.targz(tar -> {
          Samples.file(tar, "sampleproject-1.2.3/" + "d/".repeat(100) + "\u00e4.txt", "x");
          Samples.file(tar, "sampleproject-1.2.3/PKG-INFO", METADATA);
          Samples.link(tar, "sampleproject-1.2.3/a/link", TarConstants.LF_SYMLINK, "../PKG-INFO");
        });

    assertThat(planned(SDIST, sdist).version()).isEqualTo("1.2.3");
  }

  // ---- ZIP

  /** A change to a wheel that is right. */
  record Change(Consumer<ZipBytes> of) {
    byte[] bytes() {
      ZipBytes wheel = Samples.wheel();
      of.accept(wheel);
      return wheel.bytes();
    }
  }

  private static final String INIT = "sampleproject/__init__.py";

  private static Arguments zip(String name, String words, Consumer<ZipBytes> change) {
    return argumentSet(name, new Change(change), words);
  }

  @FaultRow({"W02", "W03", "W04", "W05", "W06", "W08"})
  static Stream<Arguments> invalidWheels() {
    return Stream.of(
        zip(
            "W02 prefix",
            "a ZIP archive that starts with its first member",
            z -> z.before("#!/bin/sh\n")),
        zip("W02 trailing bytes", "there is data after the end", z -> z.after(new byte[] {1})),
        zip("W02 comment of a member", "has a comment", on(INIT, m -> m.comment = new byte[3])),
        zip("W02 count", "the end record counts 5 members", z -> z.countOff(1)),
        zip("W02 ZIP64 count", "the end record counts 5 members", z -> z.wideEnd().countOff(1)),
        zip(
            "W02 ZIP64 size",
            "as the size of the central directory",
            z -> z.wideEnd().directorySizeOff(-1)),
        zip(
            "W02 ZIP64 offset",
            "as the offset of the central directory",
            z -> z.wideEnd().directoryOffsetOff(1)),
        zip("W02 ZIP64 disk", "part of a split ZIP archive", z -> z.wideEnd().disk(1)),
        zip(
            "W02 directory size",
            "as the size of the central directory",
            z -> z.directorySizeOff(1)),
        zip("W02 directory offset", "as the offset", z -> z.directoryOffsetOff(-4)),
        zip("W02 multi-disk", "part of a split ZIP archive", z -> z.disk(1)),
        zip("W02 encrypted", "is encrypted", on(INIT, m -> m.flags |= 1)),
        zip("W02 method", "uses compression method 12", on(INIT, m -> m.method = 12)),
        zip(
            "W02 unknown record",
            "an unknown record",
            z -> z.beforeEnd(new byte[] {'P', 'K', 6, 8})),
        zip("W03 data descriptor", "contains a data descriptor", on(INIT, m -> m.flags |= 8)),
        zip("W04 two members of one name", "exists twice", z -> z.add(INIT, "y = 2\n")),
        zip(
            "W04 twice in the directory",
            "in the central directory twice",
            on(INIT, m -> m.timesInDirectory = 2)),
        zip(
            "W04 not in the directory",
            "the central directory does not list all members",
            on(INIT, m -> m.timesInDirectory = 0)),
        zip(
            "W04 other name",
            "its name: 'sampleproject/__init__.py'",
            on(
                INIT,
                m -> m.centralName = "sampleproject/__main__.py".getBytes(StandardCharsets.UTF_8))),
        zip("W04 other size", "about its size", on(INIT, m -> m.centralSize = 7)),
        zip("W04 other packed size", "about its size", on(INIT, m -> m.centralPackedSize = 5)),
        zip("W04 other method", "about how it is compressed", on(INIT, m -> m.centralMethod = 8)),
        zip("W04 other offset", "about where it starts", on(INIT, m -> m.offset = 1)),
        zip("W04 stored with two sizes", "it is stored, not compressed", on(INIT, m -> m.size = 7)),
        zip(
            "W04 Unicode path",
            "the Unicode path differs",
            on(INIT, m -> m.extra = unicodePath("evil.py"))),
        zip(
            "W04 two Unicode paths",
            "malformed or duplicated",
            on(INIT, m -> m.extra = join(unicodePath(INIT), unicodePath(INIT)))),
        zip(
            "W04 broken extra",
            "malformed or duplicated",
            on(INIT, m -> m.extra = new byte[] {1, 0, 9, 0})),
        zip(
            "W04 64-bit lie",
            "its 32-bit and 64-bit sizes",
            on(INIT, m -> m.extra = zip64(6, 4711))),
        zip(
            "W04 UTF-8 without its flag",
            "is not marked as UTF-8",
            z -> {
              ZipBytes.Member m = ZipBytes.member("\u00fc", "x");
              m.flags = 0;
              z.add(m);
            }),
        zip(
            "W04 not UTF-8",
            "name is not UTF-8",
            z -> {
              ZipBytes.Member m = ZipBytes.member("x", "x");
              m.name = new byte[] {(byte) 0xff};
              z.add(m);
            }),
        zip(
            "W05 absolute",
            "points outside of the archive's folder",
            z -> z.add("/etc/passwd", "x")),
        zip("W05 upwards", "points outside of the archive's folder", z -> z.add("a/../../b", "x")),
        zip(
            "J METADATA behind a dot",
            "write in different ways",
            z -> z.add(INFO + "./METADATA", METADATA)),
        zip(
            "J METADATA behind two slashes",
            "write in different ways",
            z -> z.add(INFO + "/METADATA", METADATA)),
        zip("W05 backslash", "a relative path with slashes", z -> z.add("a\\b", "x")),
        zip("W05 drive", "a relative path with slashes", z -> z.add("C:/b", "x")),
        zip("W05 NUL", "a relative path with slashes", z -> z.add("a\0b", "x")),
        zip("W05 long name", "a relative path with slashes", z -> z.add("a".repeat(5000), "x")),
        zip("W05 folder with content", "has content", z -> z.add("folder/", "x")),
        zip(
            "W05 symbolic link",
            "is a symbolic link",
            on(
                INIT,
                m -> {
                  m.madeBy = 3 << 8 | 20;
                  m.externalAttributes = 0120777 << 16;
                })),
        zip(
            "W06 no dist-info",
            "Found:    none",
            z -> {
              for (String f : List.of("METADATA", "WHEEL", "RECORD")) {
                z.remove(INFO + f);
              }
            }),
        zip(
            "W06 two dist-infos",
            "other-1.dist-info, sampleproject-1.2.3.dist-info",
            z -> z.add("other-1.dist-info/METADATA", METADATA)),
        zip("W06 no METADATA", "METADATA is missing", z -> z.remove(INFO + "METADATA")),
        zip("W06 no WHEEL", "WHEEL is missing", z -> z.remove(INFO + "WHEEL")),
        zip("W06 no RECORD", "RECORD is missing", z -> z.remove(INFO + "RECORD")),
        zip(
            "W06 empty WHEEL",
            "WHEEL is empty",
            z -> z.remove(INFO + "WHEEL").add(INFO + "WHEEL", "")),
        zip(
            "W06 wrong CRC",
            "does not have its declared size or CRC",
            on(INFO + "METADATA", m -> m.crc++)),
        zip(
            "W06 lie about the unpacked size",
            "does not have its declared size or CRC",
            on(INFO + "METADATA", m -> m.deflated().size = 3)),
        zip(
            "W06 deflated garbage",
            "can't be unpacked",
            on(
                INFO + "METADATA",
                m -> {
                  m.method = 8;
                  m.packed = new byte[] {7, 7, 7};
                  m.packedSize = 3;
                })),
        zip(
            "W06 deflated without an end",
            "can't be unpacked",
            on(
                INFO + "METADATA",
                m -> {
                  m.deflated();
                  m.packed = java.util.Arrays.copyOf(m.packed, m.packed.length - 2);
                  m.packedSize = m.packed.length;
                })),
        zip(
            "W06 METADATA of 1 GiB",
            "bytes; at most 16777216 are read",
            on(INFO + "METADATA", m -> m.deflated().size = 17 << 20)),
        zip(
            "W06 METADATA of 17 MiB that claims to be small",
            "METADATA is larger packed than its limit unpacked",
            on(
                INFO + "METADATA",
                m -> {
                  m.method = 8;
                  m.packed = new byte[17 << 20];
                  m.packedSize = m.packed.length;
                })),
        zip("W08 bomb", "more than 50 times its size", on(INIT, m -> m.deflated().size = 1 << 30)));
  }

  @ParameterizedTest
  @MethodSource("invalidWheels")
  void invalidWheel_isRejected(Change change, String words) {
    List<Problem> problems = problems(Samples.write(folder, WHEEL, change.bytes()));

    assertThat(texts(problems))
        .contains(words)
        .contains(WHEEL)
        .contains("[publish.invalid-archive]");
    assertThat(problems).hasSize(1);
  }

  @Test
  @FaultRow("W02")
  void truncatedWheel_isRejected() {
    byte[] whole = Samples.wheel().bytes();
    for (int length = 1; length < whole.length; length += 7) {
      Path cut = Samples.write(folder, WHEEL, Arrays.copyOf(whole, length));
      assertThat(texts(problems(cut))).contains("[publish.invalid-archive]");
    }
  }

  @Test
  @FaultRow("W03")
  void wheelWithDataDescriptor_explainsJavaFix() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("sampleproject/__init__.py"));
      zip.write(1);
    }

    assertThat(texts(problems(Samples.write(folder, WHEEL, bytes.toByteArray()))))
        .contains("at 'sampleproject/__init__.py'")
        .contains("Write size, compressed size, and CRC into the local header")
        .contains("before putNextEntry");
  }

  private static Consumer<ZipBytes> on(String member, Consumer<ZipBytes.Member> change) {
    return zip -> zip.change(member, change);
  }

  private static byte[] unicodePath(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return little(9 + utf8.length)
        .putShort((short) 0x7075)
        .putShort((short) (5 + utf8.length))
        .put((byte) 1)
        .putInt(0)
        .put(utf8)
        .array();
  }

  private static byte[] zip64(long size, long packed) {
    return little(20)
        .putShort((short) 1)
        .putShort((short) 16)
        .putLong(size)
        .putLong(packed)
        .array();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] join(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  // ---- RECORD

  @FaultRow("W07")
  static Stream<Arguments> mismatchingRecords() {
    return Stream.of(
        zip(
            "W07 not listed",
            "sampleproject/new.py: not listed",
            z -> z.add("sampleproject/new.py", "")),
        zip("W07 not there", INIT + ": listed and missing", z -> z.remove(INIT)),
        zip(
            "W07 other size",
            INIT + ": listed with 6 bytes and has 3",
            z -> z.remove(INIT).add(INIT, "abc")),
        zip("W07 MD5", INIT + ": listed without a SHA-256", z -> record(z, INIT + ",md5=AAAA,6\n")),
        zip(
            "W07 no digest",
            INIT + ": listed without a SHA-256",
            z -> record(z, INIT + ",sha256=,6\n")),
        zip(
            "W07 a digest that is not Base64",
            INIT + ": listed without a SHA-256",
            z -> record(z, INIT + ",sha256=A A,6\n")),
        zip("W07 bad line", "line 1: not 'path,hash,size'", z -> record(z, "a,b\n")),
        zip(
            "W07 a quote without end",
            "line 1: not 'path,hash,size'",
            z -> record(z, "\"a,sha256=A,6\n")),
        zip(
            "W07 a quote in a path without quotes",
            "line 1: not 'path,hash,size'",
            z -> record(z, "a\"b,sha256=A,6\n")),
        zip(
            "W07 a single quote between quotes",
            "line 1: not 'path,hash,size'",
            z -> record(z, "\"a\"b\",sha256=A,6\n")),
        zip(
            "W07 too many parts",
            "line 1: not 'path,hash,size'",
            z -> record(z, "a,b,sha256=A,6\n")),
        zip(
            "W07 twice",
            INIT + ": listed twice",
            z -> record(z, (INIT + ",sha256=A,6\n").repeat(2))));
  }

  private static void record(ZipBytes zip, String content) {
    zip.remove(INFO + "RECORD").add(INFO + "RECORD", content);
  }

  @ParameterizedTest
  @MethodSource("mismatchingRecords")
  void recordMismatch_warns(Change change, String words) {
    planned(WHEEL, change.bytes());

    assertThat(texts(context.warnings())).contains("RECORD disagrees").contains(words);
  }

  @Test
  @FaultRow("W05")
  void memberNames_differingOnlyInCase_warn() {
    planned(WHEEL, new Change(zip -> zip.add("sampleproject/__INIT__.py", "x")).bytes());

    assertThat(texts(context.warnings())).contains("two members differ only in case");
  }

  // ---- names

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sampleproject-1.2.3.whl                          | 2 parts between hyphens
          sample-project-1.2.3-1-py3-none-any.whl          | 7 parts between hyphens
          sample__project-1.2.3-py3-none-any.whl           | the name 'sample__project'
          sampleproject-one-py3-none-any.whl               | the version 'one'
          sampleproject-1.2.3-build-py3-none-any.whl       | the build number 'build'
          sampleproject-1.2.3-py3-none-.whl                | the tag ''
          """)
  @FaultRow("W01")
  void invalidWheelName_isRejected(String name, String found) {
    assertThat(texts(problems(Samples.write(folder, name, Samples.wheel().bytes()))))
        .contains("it is not a valid wheel name")
        .contains(found)
        .contains("[publish.invalid-filename]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SampleProject-1.2.3-py3-none-any.whl             | sampleproject-1.2.3-py3-none-any.whl
          other-1.2.3-1-py2.py3-none-any.whl               | sampleproject-1.2.3-1-py2.py3-none-any.whl
          sampleproject-1.2.4-py3-none-any.whl             | sampleproject-1.2.3-py3-none-any.whl
          sampleproject-1.2.3-cp312-cp312-linux_x86_64.whl | auditwheel repair
          sampleproject-1.2.3-cp312-cp312-haiku.whl        | the platform tag haiku
          """)
  @FaultRow("W01")
  void wheelName_notMatchingMetadata_isRejected(String name, String expected) {
    String[] parts = name.split("-");
    ZipBytes wheel = new ZipBytes();
    for (String file : List.of("METADATA", "WHEEL", "RECORD")) {
      wheel.add(
          parts[0] + "-" + parts[1] + ".dist-info/" + file,
          file.equals("METADATA") ? METADATA : "x,,\n");
    }

    assertThat(texts(problems(Samples.write(folder, name, wheel.bytes()))))
        .contains(expected)
        .contains("[publish.invalid-filename]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SampleProject-1.2.3.tar.gz",
    "sample-project-1.2.3.tar.gz",
    "sampleproject-v1.2.3.tar.gz",
    "sampleproject-1.2.tar.gz"
  })
  @FaultRow("S01")
  void sdistName_notMatchingPkgInfo_isRejected(String name) {
    assertThat(texts(problems(Samples.write(folder, name, Samples.sdist()))))
        .contains("Expected: " + SDIST)
        .contains("[publish.invalid-filename]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a-1.tgz          | a source distribution with the wrong extension | renaming does not help
          a-1.zip          | indexes no longer accept source distributions in this format | --sdist
          a-1.tar.bz2      | a bzip2 archive | --sdist
          a-1-py3.egg      | an egg | Omit it
          a-1.whl.asc      | a PGP signature | Omit it
          notes.txt        | neither a wheel nor a source distribution | Omit it
          a-1.TAR.GZ       | in upper case | --sdist
          """)
  @FaultRow({"F04", "S01"})
  void unsupportedFileType_isRejectedWithRemedy(String name, String what, String remedy) {
    assertThat(texts(problems(Samples.write(folder, name, new byte[] {1}))))
        .contains(what)
        .contains(remedy)
        .contains("[usage.unsupported-file]");
  }

  @FaultRow({"F04", "W02"})
  static Stream<Arguments> mismatchingContents() {
    byte[] zip = Samples.wheel().bytes();
    byte[] tar = Samples.tar(t -> Samples.file(t, "a/PKG-INFO", METADATA));
    return Stream.of(
        argumentSet("F04 a wheel that is gzip", WHEEL, Samples.sdist(), "it is gzip data"),
        argumentSet("F04 a wheel that is tar", WHEEL, tar, "it is an uncompressed tar archive"),
        argumentSet("W02 an empty wheel", WHEEL, new byte[0], "it is an empty file"),
        argumentSet("W02 a wheel without members", WHEEL, new ZipBytes().bytes(), "an empty ZIP"),
        argumentSet("W02 garbage", WHEEL, "hello".getBytes(StandardCharsets.UTF_8), "unknown kind"),
        argumentSet("F04 an sdist that is plain tar", SDIST, tar, "an uncompressed tar archive"),
        argumentSet("F04 an sdist that is zip", SDIST, zip, "it is a ZIP archive"),
        argumentSet(
            "F04 an sdist that is bzip2",
            SDIST,
            "BZh9".getBytes(StandardCharsets.UTF_8),
            "bzip2 data"),
        argumentSet(
            "F04 an sdist that is xz",
            SDIST,
            new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
            "xz data"),
        argumentSet(
            "F04 a page",
            SDIST,
            "<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8),
            "an HTML page"));
  }

  @ParameterizedTest
  @MethodSource("mismatchingContents")
  void content_notMatchingExtension_isRejected(String name, byte[] content, String words) {
    assertThat(texts(problems(Samples.write(folder, name, content))))
        .contains(words)
        .contains("[publish.invalid-archive]");
  }

  // ---- source distributions

  private static final String TOP = "sampleproject-1.2.3/";

  private static Arguments tar(String name, String words, Samples.TarContent content) {
    return argumentSet(name, Samples.targz(content), words);
  }

  private static Samples.TarContent with(Samples.TarContent more) {
    return tar -> {
      Samples.file(tar, TOP + "PKG-INFO", METADATA);
      more.writeTo(tar);
    };
  }

  @FaultRow({"S02", "S03", "S04", "S05"})
  static Stream<Arguments> invalidSdists() {
    byte[] right = Samples.sdist();
    byte[] wrongCrc = right.clone();
    wrongCrc[wrongCrc.length - 8]++;
    byte[] badSum = Samples.tar(with(t -> {}));
    badSum[0] ^= 1;
    return Stream.of(
        argumentSet("S02 cut off", Arrays.copyOf(right, right.length / 2), "can't be read"),
        argumentSet("S02 wrong CRC", wrongCrc, "can't be read"),
        argumentSet(
            "S02 garbage behind",
            join(right, "PK\3\4 and more".getBytes(StandardCharsets.UTF_8)),
            "can't be read"),
        argumentSet("S03 check sum", Samples.gzip(badSum), "wrong checksum"),
        argumentSet(
            "S03 long name of 2 MiB",
            Samples.gzip(longName(2 << 20)),
            "the header of a member is too long"),
        argumentSet("S02 nothing", Samples.gzip(new byte[0]), "incorrect number of top-level"),
        argumentSet(
            "S03 sparse",
            Samples.gzip(join(header(TOP + "hole", 'S', 0), new byte[1024])),
            "sparse members are not allowed"),
        tar("S04 empty", "incorrect number of top-level directories, found nothing", t -> {}),
        tar(
            "S04 two folders",
            "found other, sampleproject-1.2.3",
            with(t -> Samples.file(t, "other/x", ""))),
        tar(
            "S04 dot folder",
            "write in different ways",
            t -> Samples.file(t, "./" + TOP + "PKG-INFO", METADATA)),
        tar(
            "S04 too deep",
            "PKG-INFO not found at",
            t -> Samples.file(t, TOP + "a/PKG-INFO", METADATA)),
        tar(
            "S04 as a link",
            "PKG-INFO is not a plain file",
            t -> Samples.link(t, TOP + "PKG-INFO", TarConstants.LF_SYMLINK, "x")),
        argumentSet(
            "C no end",
            Samples.gzip(Arrays.copyOf(Samples.tar(with(t -> {})), 2 * 512)),
            "it does not end with two blocks of zeros"),
        argumentSet(
            "C cut in a header",
            Samples.gzip(
                Arrays.copyOf(Samples.tar(with(t -> Samples.file(t, TOP + "x", ""))), 1100)),
            "it does not end with two blocks of zeros"),
        argumentSet("C cut gzip", Arrays.copyOf(right, right.length - 4), "it ends too early"),
        tar(
            "J PKG-INFO behind a dot",
            "'sampleproject-1.2.3/./PKG-INFO' has a path that readers write in different ways",
            with(t -> Samples.file(t, TOP + "./PKG-INFO", METADATA))),
        tar(
            "J PKG-INFO behind two slashes",
            "write in different ways",
            with(t -> Samples.file(t, TOP + "/PKG-INFO", METADATA))),
        tar(
            "S04 twice",
            "PKG-INFO exists twice",
            with(t -> Samples.file(t, TOP + "PKG-INFO", METADATA))),
        tar("S05 absolute", "is empty, absolute, or points outside", with(PlanTest::absolute)),
        tar(
            "S05 upwards",
            "is empty, absolute, or points outside",
            with(t -> Samples.file(t, TOP + "../../x", ""))),
        tar(
            "S05 device",
            "is a device or a pipe",
            with(t -> Samples.link(t, TOP + "d", TarConstants.LF_CHR, ""))),
        tar(
            "S05 pipe",
            "is a device or a pipe",
            with(t -> Samples.link(t, TOP + "d", TarConstants.LF_FIFO, ""))),
        tar(
            "S05 link out",
            "links to ../../etc, outside",
            with(t -> Samples.link(t, TOP + "l", TarConstants.LF_SYMLINK, "../../etc"))),
        tar(
            "S05 hard link out",
            "links to ../x, outside",
            with(t -> Samples.link(t, TOP + "l", TarConstants.LF_LINK, "../x"))),
        tar(
            "S05 setuid",
            "setuid or setgid permissions",
            with(t -> setuid(t, TarConstants.LF_NORMAL))),
        tar(
            "S05 setuid of a link",
            "setuid or setgid permissions",
            with(t -> setuid(t, TarConstants.LF_LINK))));
  }

  @ParameterizedTest
  @MethodSource("invalidSdists")
  void invalidSdist_isRejected(byte[] content, String words) {
    assertThat(texts(problems(Samples.write(folder, SDIST, content))))
        .contains(words)
        .contains("[publish.invalid-archive]");
  }

  private static byte[] longName(int length) {
    byte[] name = new byte[length];
    Arrays.fill(name, (byte) 'a');
    return join(join(header("././@LongLink", 'L', length), name), new byte[1024]);
  }

  private static byte[] header(String name, char type, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, "%011o\0".formatted(size) + "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar  \0");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static void absolute(TarArchiveOutputStream tar) throws IOException {
    tar.putArchiveEntry(new TarArchiveEntry("/etc/x", true));
    tar.closeArchiveEntry();
  }

  private static void setuid(TarArchiveOutputStream tar, byte type) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(TOP + "run", type);
    entry.setLinkName(type == TarConstants.LF_LINK ? TOP + "PKG-INFO" : "");
    entry.setMode(04755 | 0100000);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void sdistFolder_withAnotherName_warns() {
    planned(
        SDIST, Samples.targz(tar -> Samples.file(tar, "SampleProject-1.2.3/PKG-INFO", METADATA)));

    assertThat(texts(context.warnings())).contains("its folder is not named like the file");
  }

  // ---- metadata

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Metadata-Version: 9.9                            | one of 1.0, 1.1, 1.2, 2.1, 2.2, 2.3, 2.4, 2.5
          Metadata-Version: 1.1;Requires-Python: >=3       | Metadata-Version 1.2 or newer for Requires-Python, not 1.1
          Metadata-Version: 2.1;Dynamic: Summary           | Metadata-Version 2.2 or newer for Dynamic, not 2.1
          Metadata-Version: 2.4;Import-Name: a             | Metadata-Version 2.5 or newer for Import-Name
          Name:                                            | PKG-INFO has no Name
          Name: a b                                        | with a letter or digit at both ends
          Version:                                         | PKG-INFO has no Version
          Version: one                                     | a version as in PEP 440
          Version: 1.2.3+local                             | no-local-version
          Summary: one; two                                | a single line
          Name: sampleproject;Name: other                  | Name once; it is also in line 2
          Description-Content-Type: text/html              | text/plain, text/x-rst or text/markdown
          Description-Content-Type: text/plain? charset=latin-1 | charset=UTF-8
          Description-Content-Type: text/markdown? variant=Mine | variant=GFM or variant=CommonMark
          Home-page: example.org                           | a URL that starts with https://
          Download-URL: ftp://example.org/                 | a URL that starts with https://
          Author-email: Jane Doe                           | belongs in 'Author'
          Maintainer-email: Jane <jane@nowhere>            | an e-mail address
          Requires-Python: 3.9                             | version specifiers, such as '>=3.9'
          Requires-Dist: a @ https://example.org/a.whl     | accepts no direct references
          Requires-Dist: a >                               | a requirement as in PEP 508
          Provides-Extra: ?                                | Rename the extra
          Metadata-Version: 2.2;Dynamic: Name              | other than Name, Version and Metadata-Version
          Metadata-Version: 2.2;Dynamic: Colour            | the name of a metadata field
          Metadata-Version: 2.4;License-Expression: MIT/X  | an SPDX expression
          Metadata-Version: 2.4;License: a;License-Expression: MIT | either License or License-Expression
          Metadata-Version: 2.4;License-File: ../LICENSE   | a relative path
          Metadata-Version: 2.4;License-File: LICENSE      | License-File 'LICENSE' (line 5) is not in the archive
          Metadata-Version: 2.5;Import-Name: a.class       | the dotted name of a module
          Metadata-Version: 2.5;Import-Name: a? public     | the dotted name of a module
          Project-URL: https://example.org                 | a label of 1 to 32 characters
          Project-URL: Home, example.org                   | after the label
          Project-URL: Home, https://a.b;Project-URL: Home, https://c.d | each label once
          not a header                                        | line 5 of PKG-INFO is not a header
          """)
  @FaultRow({"S06", "W09"})
  void invalidMetadata_isRejected(String lines, String words) {
    String metadata = METADATA;
    for (String line : lines.replace("; ", "\n  ").split(";")) {
      String text = line.replace("?", ";").strip();
      String field = text.split(":")[0];
      boolean repeated =
          field.equals("Name")
              && metadata.contains("Name: sampleproject\n")
              && text.endsWith("other");
      boolean replaces =
          metadata.contains(field + ": ") && !repeated && !field.equals("Project-URL");
      metadata =
          replaces
              ? metadata.replaceFirst("(?m)^" + field + ": .*\n", text + "\n")
              : metadata + text + "\n";
    }

    assertThat(texts(problems(Samples.write(folder, SDIST, Samples.sdist(metadata)))))
        .contains(words)
        .contains("[publish.invalid-metadata]");
    assertThat(texts(problems(Samples.write(folder, WHEEL, Samples.wheel(metadata).bytes()))))
        .contains(words.replace("PKG-INFO", "METADATA"))
        .contains("[publish.invalid-metadata]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another name    | Name: other      | other-1.2.3.tar.gz
          another version | Version: 1.2.4   | sampleproject-1.2.4.tar.gz
          an epoch        | Version: 1!1.2.3 | sampleproject-1!1.2.3.tar.gz
          a prerelease    | Version: 1.2.3a1 | sampleproject-1.2.3a1.tar.gz
          """)
  @FaultRow("S06")
  void pkgInfo_notMatchingSdistName_isRejected(String name, String line, String expected) {
    String field = line.substring(0, line.indexOf(':'));
    String metadata = METADATA.replaceFirst("(?m)^" + field + ": .*$", line);

    assertThat(texts(problems(Samples.write(folder, SDIST, Samples.sdist(metadata)))))
        .contains("Expected: " + expected)
        .contains("[publish.invalid-filename]");
  }

  @FaultRow("F06")
  static Stream<Arguments> malformedHeaders() {
    return Stream.of(
        argumentSet("F06 CR in a value", "Author: a\rVersion: 6.6.6", "has a control character"),
        argumentSet("F06 NUL in a value", "Author: a\0b", "has a control character"),
        argumentSet("F06 a line that is not indented", "Author: a\nX", "is not a header"),
        argumentSet("F06 empty Name", "Name: ", "has no Name"),
        argumentSet("F06 blank Version", "Version:  \t", "has no Version"),
        argumentSet("F06 no Metadata-Version", "Metadata-Version:", "has no Metadata-Version"));
  }

  @ParameterizedTest
  @MethodSource("malformedHeaders")
  void malformedMetadataHeader_isRejected(String line, String words) {
    String field = line.substring(0, line.indexOf(':'));
    String metadata =
        METADATA.contains(field + ": ")
            ? METADATA.replaceFirst("(?m)^" + field + ": .*$", line)
            : METADATA + line + "\n";

    assertThat(texts(problems(Samples.write(folder, SDIST, Samples.sdist(metadata)))))
        .contains(words)
        .contains("[publish.invalid-metadata]");
  }

  @Test
  @FaultRow("F06")
  void pkgInfo_withLoneSurrogate_isRejected() {
    byte[] metadata =
        join(
            METADATA.getBytes(StandardCharsets.UTF_8),
            new byte[] {'A', ':', ' ', (byte) 0xed, (byte) 0xa0, (byte) 0x80});
    byte[] sdist =
        Samples.targz(tar -> {
          TarArchiveEntry entry = new TarArchiveEntry(TOP + "PKG-INFO");
          entry.setSize(metadata.length);
          tar.putArchiveEntry(entry);
          tar.write(metadata);
          tar.closeArchiveEntry();
        });

    assertThat(texts(problems(Samples.write(folder, SDIST, sdist))))
        .contains("PKG-INFO is not UTF-8");
  }

  @Test
  @FaultRow("F06")
  void description_withBoundaryLines_isSentUnchanged() {
    String description =
        "--trusted-publishing-00000000-0000-0000-0000-000000000000\r\n\r\n".repeat(20_000);

    assertThat(planned(SDIST, Samples.sdist(METADATA + "\n" + description)).formFields())
        .contains(new HttpBody.Field("description", description.replace("\r\n", "\n")));
  }

  @Test
  void overlongSummary_isRejected() {
    String metadata = METADATA.replace("A sample", "s".repeat(513));

    assertThat(texts(problems(Samples.write(folder, SDIST, Samples.sdist(metadata)))))
        .contains("at most 512 characters");
  }

  @Test
  @FaultRow("W06")
  void wheelMetadata_notUtf8_isRejected() {
    byte[] wheel =
        new Change(zip ->
            zip.remove(INFO + "METADATA")
                .add(ZipBytes.member(INFO + "METADATA", new byte[] {'N', (byte) 0xff})))
            .bytes();

    assertThat(texts(problems(Samples.write(folder, WHEEL, wheel))))
        .contains("METADATA is not UTF-8");
  }

  @Test
  @FaultRow("W09")
  void carriageReturn_cannotInjectHeader() {
    String metadata = METADATA + "Author: a\rVersion: 6.6.6\n";

    assertThat(texts(problems(Samples.write(folder, SDIST, Samples.sdist(metadata)))))
        .contains("line 5 of PKG-INFO has a control character");
  }

  // ---- several files

  @Test
  void plan_severalInvalidFiles_reportsAllProblems() throws IOException {
    Path missing = folder.resolve("missing-1.0-py3-none-any.whl");
    Path directory = Files.createDirectory(folder.resolve("folder-1.0.tar.gz"));
    Path text = Samples.write(folder, "notes.txt", new byte[1]);
    Path wheel =
        Samples.write(
            folder, WHEEL, Samples.wheel(METADATA + "Home-page: x\nAuthor-email: y\n").bytes());

    assertThat(problems(missing, directory, text, wheel))
        .extracting(problem -> problem.code().value())
        .containsExactly(
            "usage.artifact-unreadable",
            "usage.artifact-unreadable",
            "usage.unsupported-file",
            "publish.invalid-metadata",
            "publish.invalid-metadata");
  }

  @Test
  @FaultRow("F03")
  void duplicateFilenames_showBothPaths() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path one = Samples.write(folder, SDIST, Samples.sdist());
    Path two = Samples.write(other, SDIST, Samples.sdist(METADATA + "Author: me\n"));

    assertThat(texts(problems(one, two)))
        .contains(one.toString())
        .contains(two.toString())
        .contains("[usage.duplicate-file]");
  }

  @Test
  void duplicateContent_isRejected() {
    byte[] wheel = Samples.wheel().bytes();
    Path one = Samples.write(folder, WHEEL, wheel);
    Path two = Samples.write(folder, "sampleproject-1.2.3-1-py3-none-any.whl", wheel);

    assertThat(texts(problems(one, two))).contains("[publish.duplicate-content]").contains(WHEEL);
  }

  @FaultRow({"F01", "F02"})
  static Stream<Arguments> disallowedFilenames() {
    return Stream.of(
        argumentSet("F01 a quote", "a\"b-1.tar.gz"),
        argumentSet("F01 a backslash", "a\\b-1.tar.gz"),
        argumentSet("F01 a line feed", "a\nb-1.tar.gz"),
        argumentSet("F01 CR LF", "a\r\nX-Evil: y-1.tar.gz"),
        argumentSet("F01 DEL", "a\u007fb-1.tar.gz"),
        argumentSet("F02 composed (NFC)", "a\u00e4-1.tar.gz"),
        argumentSet("F02 decomposed (NFD)", "aa\u0308-1.tar.gz"),
        argumentSet("F02 emoji", "a\ud83c\udf89-1.tar.gz"),
        argumentSet("F02 direction mark", "a\u202ezg.rat-1.tar.gz"),
        argumentSet("F02 other digits", "a-\u0661.tar.gz"),
        argumentSet("F02 look-alike", "\u0430bc-1.tar.gz"),
        argumentSet("F02 a wheel", "caf\u00e9-1-py3-none-any.whl"));
  }

  @ParameterizedTest
  @MethodSource("disallowedFilenames")
  void disallowedFilename_isRejected(String name) {
    assertThat(texts(problems(Samples.write(folder, name, Samples.sdist()))))
        .contains("the index does not accept this name")
        .contains("ASCII characters, without quotes and slashes")
        .contains("[publish.invalid-filename]")
        .doesNotContain("\u202e", "\r", "\u007f", "X-Evil: y-1.tar.gz\n");
  }

  @Test
  @FaultRow("F05")
  void plan_noFiles_fails() {
    assertThat(texts(problems())).contains("[usage.nothing-to-publish]");
  }
}
