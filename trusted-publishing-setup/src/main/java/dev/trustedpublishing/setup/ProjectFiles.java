package dev.trustedpublishing.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of a project, according to its own files.
 *
 * @param folder the project's folder
 */
record ProjectFiles(Path folder) {
  private static final long MAX_SIZE = 1 << 20;
  private static final Pattern NAME =
      Pattern.compile("\\s*name\\s*=\\s*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)[\"']?\\s*(#.*)?");
  private static final Map<String, List<String>> PYTHON =
      Map.of(
          "pyproject.toml", List.of("[project]", "[tool.poetry]"),
          "setup.cfg", List.of("[metadata]"),
          "setup.py", List.of());

  /** Returns the kinds of packages that the project builds, without private npm packages. */
  List<Registry> registries() throws IOException {
    List<Registry> found = new ArrayList<>();
    if (PYTHON.keySet().stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
      found.add(Registry.PYPI);
    }
    if (manifest().filter(manifest -> !manifest.path("private").asBoolean()).isPresent()) {
      found.add(Registry.NPM);
    }
    return found;
  }

  Optional<String> packageName(Registry registry) throws IOException {
    if (registry == Registry.NPM) {
      return manifest().map(manifest -> manifest.path("name").asText()).filter(n -> !n.isEmpty());
    }
    for (String file : List.of("pyproject.toml", "setup.cfg")) {
      Optional<String> name = name(folder.resolve(file), PYTHON.getOrDefault(file, List.of()));
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  /** Whether {@code npm run build} does something. */
  boolean hasBuildScript() throws IOException {
    return manifest().filter(manifest -> manifest.path("scripts").has("build")).isPresent();
  }

  /** Whether {@code npm ci} can work. */
  boolean hasLockFile() {
    return Stream.of("package-lock.json", "npm-shrinkwrap.json")
        .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  /** Returns the registry that the tarball will contain, so that the job needs no other setting. */
  Optional<String> publishedRegistry() throws IOException {
    return manifest()
        .map(manifest -> manifest.path("publishConfig").path("registry").asText())
        .filter(url -> !url.isEmpty());
  }

  /** The registry that the project names for npm; the job that publishes does not see the file. */
  Optional<String> npmRegistry() throws IOException {
    Optional<String> published = publishedRegistry();
    if (published.isPresent()) {
      return published;
    }
    Path npmrc = folder.resolve(".npmrc");
    if (!isReadable(npmrc)) {
      return Optional.empty();
    }
    return Files.readAllLines(npmrc).stream()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2 && pair[0].strip().equals("registry"))
        .map(pair -> pair[1].strip())
        .findFirst();
  }

  private Optional<JsonNode> manifest() throws IOException {
    Path file = folder.resolve("package.json");
    if (!isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JsonMapper().readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      // npm itself explains a broken manifest better, so it is treated as empty.
      return Optional.empty();
    }
  }

  /**
   * One line of a TOML or INI file: not worth a parser, and a name that is not found is not lost.
   */
  private static Optional<String> name(Path file, List<String> sections) throws IOException {
    if (!isReadable(file)) {
      return Optional.empty();
    }
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      Matcher name = NAME.matcher(line);
      if (line.strip().startsWith("[")) {
        inside = sections.contains(line.strip());
      } else if (inside && name.matches()) {
        return Optional.of(name.group(1));
      }
    }
    return Optional.empty();
  }

  private static boolean isReadable(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= MAX_SIZE;
  }
}
