package dev.trustedpublishing.repository.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import dev.trustedpublishing.repository.npm.options.Access;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that is determined about packages without a network and without an identity. */
@Timeout(30)
class PlanTest {
  private static final String GOOD = "{\"name\":\"hello\",\"version\":\"1.0.0\"}";

  @TempDir Path folder;
  private final ScriptedTransport script = Packed.script();
  private final TestContext context = TestContext.over(script).with(Packed.CLOCK);

  @BeforeEach
  void create() {
    context.with(folder);
  }

  @FaultRow({"F04", "N01", "S02", "S03", "S05"})
  static Stream<Arguments> badArchives() {
    return Stream.of(
        refused(
            "N01 no package.json", new Packed().with("package/index.js", "1"), "no package.json"),
        refused("N01 deeper only", new Packed().with("package/x/package.json", GOOD), "no package"),
        refused("N01 not in a folder", new Packed().with("package", GOOD), "no package.json"),
        refused(
            "C package.json in no folder",
            new Packed().with("package.json", GOOD).with("package/index.js", "1"),
            "its package.json is in no folder"),
        refused(
            "C dot folder", new Packed().with("./package.json", GOOD), "write in different ways"),
        refused(
            "J dot in a path",
            Packed.manifest(GOOD).with("package/./package.json", "{}"),
            "write in different ways"),
        refused(
            "J two slashes",
            Packed.manifest(GOOD).with("package//package.json", "{}"),
            "write in different ways"),
        refused(
            "J a file with a slash at its end",
            Packed.manifest(GOOD).link("package/package.json/", TarConstants.LF_NORMAL, ""),
            "write in different ways"),
        refused("N01 twice", Packed.manifest(GOOD).with("package/package.json", GOOD), "twice"),
        refused(
            "N01 in two top folders",
            Packed.manifest(GOOD).with("other/package.json", GOOD),
            "exists twice"),
        refused(
            "another member twice",
            Packed.manifest(GOOD).with("package/a", "1").with("package/a", "2"),
            "'a' exists twice"),
        refused(
            "N01 package.json is a symbolic link",
            new Packed().link("package/package.json", TarConstants.LF_SYMLINK, "x.json"),
            "is a link"),
        refused(
            "a hard link",
            Packed.manifest(GOOD).link("package/a", TarConstants.LF_LINK, "package/package.json"),
            "is a link"),
        refused("S05 a pipe", Packed.manifest(GOOD).device("package/p"), "a device or a pipe"),
        refused(
            "S05 absolute",
            Packed.manifest(GOOD).with("/etc/x", "1"),
            "'/etc/x' has a path that is empty, abs"),
        refused(
            "S05 points outside",
            Packed.manifest(GOOD).with("package/../../x", "1"),
            "points outside"),
        refused("S05 backslash", Packed.manifest(GOOD).with("package\\x", "1"), "points outside"),
        refused("N01 10 MiB", Packed.manifest(" ".repeat(10 << 20)), "10485760 bytes"),
        bytes("empty", new byte[0], "it is an empty file, not a tar.gz archive."),
        bytes(
            "F04 a zip",
            "PK\3\4xxxxxxxx".getBytes(StandardCharsets.ISO_8859_1),
            "it is a ZIP archive"),
        bytes(
            "F04 a plain tar",
            Packed.manifest(GOOD).tar(),
            "it is an uncompressed tar archive, not a tar.gz archive"),
        bytes("S02 gzip of nothing", Packed.gzip(new byte[0]), "no package.json"),
        bytes(
            "S02 gzip of text",
            Packed.gzip("x".repeat(2000).getBytes(StandardCharsets.UTF_8)),
            "can't be read"),
        bytes("S02 cut off", cut(Packed.manifest(GOOD).gzip(), 40), "can't be read"),
        bytes("S02 wrong check sum", flipped(Packed.manifest(GOOD).gzip(), 8), "can't be read"),
        bytes(
            "C no end",
            Packed.gzip(firstBlocks(Packed.manifest(GOOD).tar(), 2)),
            "blocks of zeros"),
        bytes("C half an end", Packed.gzip(firstBlocks(Packed.manifest(GOOD).tar(), 3)), "zeros"),
        bytes(
            "C cut in a header",
            Packed.gzip(Arrays.copyOf(two(), 2 * 512 + 100)),
            "it does not end with two blocks of zeros"),
        bytes(
            "J a second package.json after one block of zeros",
            Packed.gzip(secondAfterOneBlock()),
            "it does not end with two blocks of zeros"),
        bytes("C cut gzip", cut(Packed.manifest(GOOD).gzip(), 4), "it ends too early"),
        bytes("S02 garbage behind", followed(Packed.manifest(GOOD).gzip()), "can't be read"),
        bytes("S03 wrong header", Packed.gzip(flippedAt(Packed.manifest(GOOD).tar(), 5)), "check"));
  }

  private static byte[] firstBlocks(byte[] tar, int count) {
    return Arrays.copyOf(tar, count * 512);
  }

  /** npm continues after a single block of zeros, and installs the last package.json. */
  private static byte[] secondAfterOneBlock() {
    byte[] first = Arrays.copyOf(Packed.manifest(GOOD).tar(), 3 * 512);
    byte[] second = Packed.of("hello", "1.0.0", ",\"scripts\":{\"postinstall\":\"./steal\"}").tar();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] two() {
    return Packed.manifest(GOOD).with("package/index.js", "1").tar();
  }

  @Test
  void filesInNoFolder_warnWithTheirNames() {
    Path file =
        Packed.manifest(GOOD)
            .with("README.md", "x")
            .with(".npmignore", "x")
            .to(folder.resolve("a.tgz"));

    assertThat(client(new NpmRepository()).plan(List.of(file))).hasSize(1);
    assertThat(context.warnings())
        .singleElement()
        .hasToString(
            """
            a.tgz: npm will not install the files in no folder.
              Found:    .npmignore, README.md
              Expected: all files in one folder, such as package/
              Fix:      No action needed if they are not part of the package; 'npm pack' writes none. \
            [publish.invalid-archive]\
            """);
  }

  @ParameterizedTest
  @MethodSource("badArchives")
  void invalidArchive_isRejected(byte[] content, String words) throws IOException {
    Path file = Files.write(folder.resolve("bad-1.0.0.tgz"), content);

    Problem problem = problems(new NpmRepository(), file).get(0);

    assertThat(problem.code()).hasToString("publish.invalid-archive");
    assertThat(problem.what() + problem.found().orElse("")).contains("bad-1.0.0.tgz", words);
    assertThat(problem.remedy()).containsIgnoringCase("pack it again");
  }

  @FaultRow({"N01", "N02", "N04"})
  static Stream<Arguments> badManifests() {
    String json = "publish.invalid-metadata";
    return Stream.of(
        argumentSet("N01 no JSON", "hello", json, "package.json can't be read"),
        argumentSet("N01 comments", "{/*x*/\"name\":\"a\"}", json, "without comments"),
        argumentSet("N01 a list", "[]", json, "one JSON object"),
        argumentSet("N01 null", "null", json, "one JSON object"),
        argumentSet(
            "N01 duplicate", "{\"name\":\"a\",\"name\":\"b\"}", json, "without duplicate names"),
        argumentSet("N01 something behind", GOOD + "x", json, "one JSON object"),
        argumentSet("N01 no name", "{\"version\":\"1.0.0\"}", json, "has no name"),
        argumentSet("N01 name null", "{\"name\":null,\"version\":\"1.0.0\"}", json, "no name"),
        argumentSet(
            "N01 name a number", "{\"name\":1,\"version\":\"1.0.0\"}", json, "not a string"),
        argumentSet("N01 name blank", named("  "), json, "an empty string"),
        argumentSet("N01 no version", "{\"name\":\"a\"}", json, "has no version"),
        argumentSet("N01 version a number", "{\"name\":\"a\",\"version\":1}", json, "no version"),
        argumentSet("N02 space", named("a b"), json, "'a b'"),
        argumentSet("N02 leading dot", named(".a"), json, "does not start with '.' or '_'"),
        argumentSet("N02 leading underscore", named("_a"), json, "does not start with '.' or '_'"),
        argumentSet("N02 ..", named(".."), json, "does not start with '.' or '_'"),
        argumentSet("N02 %2f", named("a%2fb"), json, "letters, digits"),
        argumentSet("N02 slash without scope", named("a/b"), json, "letters, digits"),
        argumentSet("N02 two slashes", named("@a/b/c"), json, "letters, digits"),
        argumentSet("N02 no scope behind @", named("@/b"), json, "letters, digits"),
        argumentSet("N02 @ alone", named("@"), json, "letters, digits"),
        argumentSet("N02 scope with a space", named("@a b/c"), json, "a scope of letters"),
        argumentSet(
            "N02 scoped, leading dot", named("@a/.b"), json, "does not start with '.' or '_'"),
        argumentSet("N02 not ASCII", named("hëllo"), json, "letters, digits"),
        argumentSet("N02 too long", named("a".repeat(215)), json, "found 215"),
        argumentSet("N02 node_modules", named("node_modules"), json, "a name other than"),
        argumentSet("N02 favicon", named("Favicon.ico"), json, "a name other than"),
        argumentSet("N02 version of two parts", versioned("1.0"), json, "three numbers"),
        argumentSet("N02 leading zero", versioned("01.0.0"), json, "'01.0.0'"),
        argumentSet("N02 words", versioned("latest"), json, "three numbers"),
        argumentSet("N02 a range", versioned("^1.0.0"), json, "three numbers"),
        argumentSet("N02 huge", versioned("9007199254740992.0.0"), json, "three numbers"),
        argumentSet("N02 empty prerelease", versioned("1.0.0-"), json, "three numbers"),
        argumentSet("N02 zero in prerelease", versioned("1.0.0-a.01"), json, "three numbers"),
        argumentSet("N04 private", more("\"private\":true"), "publish.private", "\"private\""),
        argumentSet("N04 private, a word", more("\"private\":\"no\""), "publish.private", "Omit"),
        argumentSet("extensions", more("\"packageExtensions\":{}"), json, "packageExtensions"),
        argumentSet("publishConfig a text", more("\"publishConfig\":\"x\""), json, "publishConfig"),
        argumentSet("tag a number", own("\"tag\":1"), json, "'publishConfig.tag' is not a string"),
        argumentSet("tag a range", own("\"tag\":\"1.x\""), json, "version range"),
        argumentSet("tag with a space", own("\"tag\":\"a b\""), json, "'a b'"),
        argumentSet("old tag a range", more("\"tag\":\"2\""), json, "version range"),
        argumentSet("access unknown", own("\"access\":\"all\""), json, "public or restricted"),
        argumentSet("access restricted", own("\"access\":\"restricted\""), json, "without a scope"),
        argumentSet("prerelease", versioned("2.0.0-rc.1"), "publish.tag-required", "--tag next"),
        argumentSet(
            "N04 another registry",
            own("\"registry\":\"https://other.example\""),
            "usage.other-registry",
            "https://other.example/"),
        argumentSet(
            "N04 another registry for the scope",
            scopedOwn("\"@acme:registry\":\"https://other.example\""),
            "usage.other-registry",
            "publishConfig.@acme:registry"),
        argumentSet(
            "N04 an address that is none",
            own("\"registry\":\"https://user:hush@other.example\""),
            "usage.invalid-url",
            "user name or password"),
        argumentSet(
            "wants provenance",
            own("\"provenance\":true"),
            "publish.attestation-missing",
            "--provenance-file"));
  }

  @ParameterizedTest
  @MethodSource("badManifests")
  void invalidManifest_isRejected(String manifest, String code, String words) {
    Path file = Packed.manifest(manifest).to(folder.resolve("a.tgz"));

    Problem problem = problems(new NpmRepository(), file).get(0);

    assertThat(problem.code()).hasToString(code);
    assertThat(problem.text()).contains(words).doesNotContain("hush");
  }

  @Test
  void plan_severalInvalidFiles_reportsAllProblems() throws IOException {
    Path one = Packed.of("A B", "1", ",\"private\":true").to(folder.resolve("one.tgz"));
    Path two = Files.writeString(folder.resolve("two.tgz"), "no archive");
    Path three = Files.writeString(folder.resolve("three.whl"), "a wheel");
    Path four = folder.resolve("four.tgz");

    assertThat(problems(new NpmRepository().withTag("1.x"), one, two, three, four))
        .extracting(problem -> problem.code().value())
        .containsExactly(
            "usage.invalid-option",
            "publish.invalid-metadata",
            "publish.invalid-metadata",
            "publish.private",
            "publish.invalid-archive",
            "usage.unsupported-file",
            "usage.artifact-unreadable");
  }

  @Test
  @FaultRow("F03")
  void sameVersionInTwoFiles_isRejectedWithBothPaths() {
    Path one = Packed.of("hello", "1.0.0", "").to(folder.resolve("one.tgz"));
    Path two = Packed.of("hello", "v1.0.0", "").to(folder.resolve("two.tgz"));

    Problem problem = problems(new NpmRepository(), one, two).get(0);

    assertThat(problem.code()).hasToString("usage.duplicate-file");
    assertThat(problem.found().orElseThrow()).contains("one.tgz", "two.tgz");
  }

  @Test
  void plan_noFiles_fails() {
    assertThat(problems(new NpmRepository(), new Path[0]))
        .extracting(problem -> problem.code().value())
        .containsExactly("usage.nothing-to-publish");
  }

  static Stream<Arguments> overrides() {
    NpmRepository plain = new NpmRepository();
    return Stream.of(
        argumentSet("a tag for a prerelease", versioned("1.0.0-a"), plain.withTag("next")),
        argumentSet("latest for a prerelease", versioned("1.0.0-a"), plain.withTag("latest")),
        argumentSet("a tag in the package", pre(own("\"tag\":\"beta\"")), plain),
        argumentSet("an old tag in the package", pre(more("\"tag\":\"beta\"")), plain),
        argumentSet("ours before the package's", own("\"tag\":\"1.x\""), plain.withTag("one")),
        argumentSet(
            "public for restricted",
            own("\"access\":\"restricted\""),
            plain.withAccess(Access.PUBLIC)),
        argumentSet(
            "public for something unknown",
            own("\"access\":\"all\""),
            plain.withAccess(Access.PUBLIC)),
        argumentSet("private is false", more("\"private\":false"), plain),
        argumentSet(
            "the same registry, written otherwise",
            own("\"registry\":\"https://REGISTRY.example:443/npm\""),
            plain));
  }

  @ParameterizedTest
  @MethodSource("overrides")
  void plan_validSettings_areAccepted(String manifest, NpmRepository repository) {
    Path file = Packed.manifest(manifest).to(folder.resolve("a.tgz"));

    assertThat(client(repository).plan(List.of(file))).hasSize(1);
  }

  @FaultRow("N02")
  static Stream<Arguments> warnings() {
    return Stream.of(
        argumentSet("N02 v", versioned("v1.2.3"), "1.2.3"),
        argumentSet("N02 build metadata", versioned("1.2.3+build.5"), "1.2.3"),
        argumentSet("spaces", versioned(" 1.2.3 "), "1.2.3"));
  }

  @ParameterizedTest
  @MethodSource("warnings")
  void plan_uncleanVersion_isNormalizedWithWarning(String manifest, String version) {
    Path file = Packed.manifest(manifest).to(folder.resolve("a.tgz"));

    assertThat(client(new NpmRepository()).plan(List.of(file)))
        .singleElement()
        .matches(artifact -> artifact.version().equals(version));
    assertThat(context.warnings()).hasSize(1);
  }

  @Test
  @FaultRow("N02")
  void uppercaseName_isAcceptedWithWarning() {
    Path file = Packed.manifest(named("JSONStream")).to(folder.resolve("a.tgz"));

    client(new NpmRepository()).plan(List.of(file));

    assertThat(context.warnings().toString()).contains("JSONStream", "may have this name");
  }

  @Test
  @FaultRow("N01")
  void manifestWithByteOrderMark_inAnyTopFolder_isRead() {
    Path file =
        new Packed().with("pkg-1/package.json", "\uFEFF" + GOOD).to(folder.resolve("x.tar.gz"));

    assertThat(client(new NpmRepository()).plan(List.of(file)))
        .singleElement()
        .matches(artifact -> artifact.packageName().equals("hello"));
  }

  @Test
  void scopes_areGroupedByPackageAndSortedByVersion() {
    Path[] files = {
      Packed.of("zeta", "1.10.0", "").to(folder.resolve("a.tgz")),
      Packed.of("@acme/x", "1.0.0", "").to(folder.resolve("b.tgz")),
      Packed.of("zeta", "1.9.0", "").to(folder.resolve("c.tgz"))
    };
    RepositoryClient client = client(new NpmRepository());

    List<ExchangeScope> scopes = client.scopes(client.plan(List.of(files)));

    assertThat(scopes).extracting(ExchangeScope::name).containsExactly("@acme/x", "zeta");
    assertThat(scopes.get(1).artifacts())
        .extracting(Artifact::version)
        .containsExactly("1.9.0", "1.10.0");
    assertThat(client.identityFor(scopes.get(0)).audience()).isEqualTo("npm:registry.example");
    assertThat(client.identityFor(scopes.get(0)).usualVariables()).containsExactly("NPM_ID_TOKEN");
  }

  @Test
  @FaultRow("S02")
  void decompressionBomb_isRejected() throws IOException {
    // 65 MiB of zeros after the last member, in 65 KiB.
    byte[] member = Packed.manifest(GOOD).tar();
    Path file =
        Files.write(
            folder.resolve("bomb.tgz"),
            Packed.gzip(Arrays.copyOf(member, member.length + (65 << 20))));

    assertThat(problems(new NpmRepository(), file).get(0).text())
        .contains("bomb.tgz", "it unpacks to more than 67108864 bytes");
  }

  private List<Problem> problems(NpmRepository repository, Path... files) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> client(repository).plan(List.of(files)));
    assertThat(e).isNotNull();
    return e.problems();
  }

  private RepositoryClient client(NpmRepository repository) {
    return repository.connect(
        repository.resolve("npm+https://registry.example/npm/", List.of(), context).orElseThrow(),
        context);
  }

  private static Arguments refused(String name, Packed packed, String words) {
    return bytes(name, packed.gzip(), words);
  }

  private static Arguments bytes(String name, byte[] content, String words) {
    return argumentSet(name, content, words);
  }

  private static byte[] cut(byte[] content, int missing) {
    return Arrays.copyOf(content, content.length - missing);
  }

  /** With another checksum: the first of the last eight bytes. */
  private static byte[] flipped(byte[] content, int fromEnd) {
    return flippedAt(content, content.length - fromEnd);
  }

  private static byte[] flippedAt(byte[] content, int index) {
    byte[] changed = content.clone();
    changed[index] ^= 1;
    return changed;
  }

  private static byte[] followed(byte[] content) {
    byte[] longer = Arrays.copyOf(content, content.length + 20);
    Arrays.fill(longer, content.length, longer.length, (byte) 'x');
    return longer;
  }

  private static String named(String name) {
    return "{\"name\":\"" + name + "\",\"version\":\"1.0.0\"}";
  }

  private static String versioned(String version) {
    return "{\"name\":\"hello\",\"version\":\"" + version + "\"}";
  }

  private static String more(String member) {
    return "{\"name\":\"hello\",\"version\":\"1.0.0\"," + member + "}";
  }

  private static String own(String member) {
    return more("\"publishConfig\":{" + member + "}");
  }

  private static String scopedOwn(String member) {
    return own(member).replace("\"hello\"", "\"@acme/hello\"");
  }

  private static String pre(String manifest) {
    return manifest.replace("1.0.0", "1.0.0-rc.1");
  }
}
