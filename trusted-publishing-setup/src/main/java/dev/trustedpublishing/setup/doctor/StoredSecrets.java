package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Long-lived secrets that trusted publishing replaces: names and places, never values.
 *
 * @param environment the job's variables
 * @param folders where files of the project and of the user lie
 */
record StoredSecrets(CiEnvironment environment, List<Path> folders) {
  private static final List<String> VARIABLES =
      List.of(
          "TRUSTED_PUBLISH_PASSWORD",
          "TRUSTED_PUBLISH_USERNAME",
          "TWINE_PASSWORD",
          "TWINE_USERNAME",
          "UV_PUBLISH_TOKEN",
          "UV_PUBLISH_PASSWORD",
          "UV_PUBLISH_USERNAME",
          "PYPI_TOKEN",
          "PYPI_API_TOKEN",
          "TEST_PYPI_API_TOKEN",
          "POETRY_PYPI_TOKEN_PYPI",
          "FLIT_PASSWORD",
          "HATCH_INDEX_AUTH",
          "NPM_TOKEN",
          "NODE_AUTH_TOKEN");

  private static final Pattern PYPIRC = Pattern.compile("\\s*(password|token)\\s*[=:]\\s*(.+)");
  private static final Pattern NPMRC =
      Pattern.compile("\\s*(?:.*:)?(_authToken|_password|_auth)\\s*=\\s*(.+)");
  private static final long MAX_SIZE = 1 << 20;

  List<DoctorFinding> findings() {
    return Stream.concat(
            VARIABLES.stream()
                .filter(name -> environment.get(name).isPresent())
                .map(StoredSecrets::inVariable),
            files().stream())
        .map(DoctorFinding::warning)
        .toList();
  }

  private static Problem inVariable(String name) {
    return Problem.of(
            ErrorCode.USAGE_STORED_SECRET,
            "The environment contains a stored credential: " + name + ".")
        .found("the variable " + name)
        .expected("no long-lived secret in a job with trusted publishing")
        .remedy(
            "When trusted publishing works, delete the variable from the job and the secret from"
                + " the CI system, and revoke it at the registry.");
  }

  private List<Problem> files() {
    List<Problem> problems = new ArrayList<>();
    Set<Path> distinct = new LinkedHashSet<>();
    folders.forEach(folder -> distinct.add(folder.toAbsolutePath().normalize()));
    for (Path folder : distinct) {
      in(folder.resolve(".pypirc"), PYPIRC).ifPresent(problems::add);
      in(folder.resolve(".npmrc"), NPMRC).ifPresent(problems::add);
    }
    Stream.of("npm_config_userconfig", "NPM_CONFIG_USERCONFIG")
        .flatMap(name -> environment.get(name).stream())
        .distinct()
        .flatMap(file -> in(Path.of(file), NPMRC).stream())
        .forEach(problems::add);
    return problems;
  }

  private static Optional<Problem> in(Path file, Pattern secret) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
        return Optional.empty();
      }
      List<String> lines = secretLines(file, secret);
      return lines.isEmpty() ? Optional.empty() : Optional.of(inFile(file, lines));
    } catch (IOException e) {
      // What can't be read here can't be used by the job either.
      return Optional.empty();
    }
  }

  private static List<String> secretLines(Path file, Pattern secret) throws IOException {
    List<String> found = new ArrayList<>();
    // A character set that takes every byte: only the names matter.
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        Matcher matcher = secret.matcher(line);
        if (matcher.matches() && !matcher.group(2).startsWith("${")) {
          found.add("line " + number + " (" + matcher.group(1) + ")");
        }
      }
    }
    return found;
  }

  private static Problem inFile(Path file, List<String> lines) {
    return Problem.of(
            ErrorCode.USAGE_STORED_SECRET,
            "A file contains a stored credential: " + SafeText.shown(file.toString()) + ".")
        .found(String.join(", ", lines))
        .expected("no long-lived secret in a job with trusted publishing")
        .remedy(
            "When trusted publishing works, remove these lines, and revoke the credential at the"
                + " registry.");
  }
}
