package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A project for each artifact, which imports the BOM and needs that artifact, as users have it: the
 * versions that this build manages do not count in it.
 *
 * @param folder where the projects are written
 */
record OutsideProjects(Path folder) {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>(trusted-publishing-(?!bom)[a-z-]+)</artifactId>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("^\\s+([\\w.-]+):([\\w.-]+):jar:([^:]+):(compile|runtime)\\b");
  private static final String HEAD =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>com.example</groupId>
        <version>1.0</version>
        <artifactId>%s</artifactId>
      """;

  /** Returns what comes with each artifact of the BOM, sorted: artifact to dependencies. */
  Map<String, String> dependencies() throws IOException, InterruptedException {
    List<String> artifacts =
        ARTIFACT
            .matcher(Files.readString(ROOT.resolve("bom/pom.xml")))
            .results()
            .map(found -> found.group(1))
            .toList();
    write(artifacts);
    list();
    Map<String, String> dependencies = new TreeMap<>();
    for (String artifact : artifacts) {
      dependencies.put(
          artifact, read(folder.resolve(artifact).resolve("dependencies.txt"), artifact));
    }
    return dependencies;
  }

  private void write(List<String> artifacts) throws IOException {
    String modules =
        artifacts.stream()
            .map(artifact -> "<module>" + artifact + "</module>")
            .collect(Collectors.joining("", "<packaging>pom</packaging><modules>", "</modules>"));
    Files.writeString(folder.resolve("pom.xml"), HEAD.formatted("all") + modules + "</project>");
    String version = version();
    for (String artifact : artifacts) {
      Path project = Files.createDirectory(folder.resolve(artifact));
      Files.writeString(
          project.resolve("pom.xml"),
          HEAD.formatted("needs-" + artifact)
              + """
              <dependencyManagement><dependencies><dependency>
                <groupId>dev.trustedpublishing</groupId>
                <artifactId>trusted-publishing-bom</artifactId>
                <version>%s</version><type>pom</type><scope>import</scope>
              </dependency></dependencies></dependencyManagement>
              <dependencies><dependency>
                <groupId>dev.trustedpublishing</groupId>
                <artifactId>%s</artifactId>
              </dependency></dependencies>
              </project>
              """
                  .formatted(version, artifact));
    }
    String settings = Files.readString(ROOT.resolve("integration-tests/src/it/settings.xml"));
    String downloaded = Path.of(System.getProperty("downloaded")).toUri().toString();
    Files.writeString(
        folder.resolve("settings.xml"), settings.replace("@localRepositoryUrl@", downloaded));
  }

  private void list() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-q", "-s", "settings.xml"));
    command.add("-Dmaven.repo.local=" + System.getProperty("local.repository"));
    command.addAll(
        List.of("-DincludeScope=runtime", "-DoutputFile=dependencies.txt", "dependency:list"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  private static String version() throws IOException {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(ROOT.resolve("bom/pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static String read(Path list, String artifact) throws IOException {
    return Files.readAllLines(list).stream()
        .map(line -> line.replaceAll("\u001b\\[[;\\d]*m", ""))
        .map(DEPENDENCY::matcher)
        .filter(Matcher::find)
        .filter(found -> !found.group(2).equals(artifact))
        .map(found ->
            found.group(1).equals("dev.trustedpublishing")
                ? found.group(2)
                : found.group(2) + " " + found.group(3))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
