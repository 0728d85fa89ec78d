package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings that a job should not have: long-lived secrets that trusted publishing replaces (names
 * and places, never values), and network settings for other tools that this library ignores.
 *
 * @param environment the job's variables
 * @param folders the folders of the project and of the user, which may contain files with secrets
 */
record JobSettings(CiEnvironment environment, List<Path> folders) {
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

  private static final Set<String> PYPIRC = Set.of("password", "token");
  private static final Set<String> NPMRC = Set.of("_authToken", "_password", "_auth");
  private static final long MAX_SIZE = 1 << 20;

  Stream<Problem> problems() {
    Stream<Problem> variables =
        VARIABLES.stream()
            .filter(name -> environment.get(name).isPresent())
            .map(JobSettings::inVariable);
    return Stream.of(variables, files(), proxies(), certificates()).flatMap(each -> each);
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

  private Stream<Problem> files() {
    Stream<Optional<Problem>> inFolders =
        folders.stream()
            .map(folder -> folder.toAbsolutePath().normalize())
            .distinct()
            .flatMap(folder ->
                Stream.of(
                    in(folder.resolve(".pypirc"), PYPIRC), in(folder.resolve(".npmrc"), NPMRC)));
    Stream<Optional<Problem>> named =
        Stream.of("npm_config_userconfig", "NPM_CONFIG_USERCONFIG")
            .flatMap(name -> environment.get(name).stream())
            .distinct()
            .map(file -> in(Path.of(file), NPMRC));
    return Stream.concat(inFolders, named).flatMap(Optional::stream);
  }

  private static Optional<Problem> in(Path file, Set<String> secrets) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
        return Optional.empty();
      }
      List<String> lines = secretLines(file, secrets);
      return lines.isEmpty() ? Optional.empty() : Optional.of(inFile(file, lines));
    } catch (IOException e) {
      // The job can't use an unreadable file either.
      return Optional.empty();
    }
  }

  private static List<String> secretLines(Path file, Set<String> secrets) throws IOException {
    List<String> found = new ArrayList<>();
    int number = 0;
    // A character set that accepts every byte: only the names matter.
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      number++;
      String name = nameOfSetting(line, secrets);
      if (secrets.contains(name)) {
        found.add("line " + number + " (" + name + ")");
      }
    }
    return found;
  }

  /** Without the registry before it, as npm writes it; empty if no value is in the line itself. */
  private static String nameOfSetting(String line, Set<String> secrets) {
    int end = separator(line, secrets.equals(PYPIRC));
    String value = line.substring(end + 1).strip();
    if (end < 0 || value.isEmpty() || value.startsWith("${")) {
      return "";
    }
    String name = line.substring(0, end).strip();
    return name.substring(name.lastIndexOf(':') + 1).strip();
  }

  /** In .pypirc, a colon separates as well; in .npmrc, it is part of names. */
  private static int separator(String line, boolean colons) {
    int equals = line.indexOf('=');
    int colon = colons ? line.indexOf(':') : -1;
    return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
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

  private Stream<Problem> proxies() {
    return ignored(
        List.of("ALL_PROXY", "all_proxy"),
        List.of("HTTPS_PROXY", "https_proxy"),
        names ->
            Problem.of(
                    ErrorCode.USAGE_PROXY_IGNORED,
                    "A proxy is configured, but connections do not use it.")
                .found(names)
                .expected("HTTPS_PROXY, the supported variable")
                .remedy(
                    "Set HTTPS_PROXY to the same value if connections need it; test with doctor"
                        + " --online."));
  }

  private Stream<Problem> certificates() {
    return ignored(
        List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"),
        List.of("SSL_CERT_FILE"),
        names ->
            Problem.of(
                    ErrorCode.USAGE_CA_BUNDLE,
                    "Additional certificates are configured for other tools but not for this one.")
                .found(names + ", and no SSL_CERT_FILE")
                .expected("SSL_CERT_FILE, if the registry's certificate needs them")
                .remedy("Set SSL_CERT_FILE to the same PEM file."));
  }

  private Stream<Problem> ignored(
      List<String> others, List<String> ours, Function<String, Problem> problem) {
    String names = set(others);
    return names.isEmpty() || !set(ours).isEmpty()
        ? Stream.empty()
        : Stream.of(problem.apply(names));
  }

  private String set(List<String> names) {
    return names.stream()
        .filter(name -> environment.get(name).isPresent())
        .collect(Collectors.joining(", "));
  }
}
