package dev.trustedpublishing.setup;

import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of the CI file: a template in which {@code {name}} is the placeholder of a value. All
 * values were checked to be plain before.
 *
 * @param registry the registry to publish to
 * @param ci which CI system
 * @param environment the deployment environment
 * @param npmRegistry the address of the npm registry, if the job must be configured with it
 * @param audience the audience of the identity token, if the CI file must declare it
 * @param attests whether the job declares an identity token for attestations
 * @param version the version of the command line to run
 */
record CiContent(
    Registry registry,
    CiSystem ci,
    String environment,
    Optional<URI> npmRegistry,
    Optional<String> audience,
    boolean attests,
    String version) {
  private static final String NPM_VARIABLE = "npm_config_registry";
  private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\{)\\{([a-z-]+)}");

  String of(ProjectFiles project) throws IOException {
    boolean npm = registry == Registry.NPM;
    Map<String, String> values = new HashMap<>();
    values.put("registry", registry.title());
    values.put("environment", environment);
    values.put("version", version);
    values.put("arguments", "--repository " + registry + (npm ? " dist/*.tgz" : ""));
    values.put("build", ci == CiSystem.GITHUB ? steps(project) : script(commands(project)));
    values.put("build-image", npm ? "node:22" : "python:3.13");
    values.put("id-token", registry.name() + "_ID_TOKEN");
    values.put("audience", audience.orElse(""));
    values.put("sigstore-token", attests ? "    SIGSTORE_ID_TOKEN:\n      aud: sigstore" : "");
    values.put("publish-env", npm ? npmEnvironment() : "");
    return filled(template(), values);
  }

  private String npmEnvironment() {
    String variables = ci == CiSystem.GITLAB ? "  variables:\n    " : "        env:\n          ";
    return npmRegistry.map(url -> variables + NPM_VARIABLE + ": \"" + url + '"').orElse("");
  }

  private List<String> commands(ProjectFiles project) throws IOException {
    if (registry != Registry.NPM) {
      return List.of("python -m pip install build==1.3.0", "python -m build");
    }
    List<String> commands = new ArrayList<>();
    commands.add(project.hasLockFile() ? "npm ci" : "npm install");
    if (project.hasBuildScript()) {
      commands.add("npm run build");
    }
    commands.add("mkdir -p dist");
    commands.add("npm pack --pack-destination dist");
    return commands;
  }

  private String steps(ProjectFiles project) throws IOException {
    String tool =
        registry == Registry.NPM
            ? """
                  - uses: actions/setup-node@v5.0.0
                    with:
                      node-version: "22\"\
            """
            : """
                  - uses: actions/setup-python@v6.0.0
                    with:
                      python-version: "3.13\"\
            """;
    return tool
        + commands(project).stream()
            .map(command -> "\n      - run: " + command)
            .collect(Collectors.joining());
  }

  private static String script(List<String> commands) {
    return commands.stream().map(command -> "    - " + command).collect(Collectors.joining("\n"));
  }

  private String template() throws IOException {
    try (InputStream file = CiContent.class.getResourceAsStream(ci + ".yml")) {
      if (file == null) {
        throw new IllegalStateException("There is no template for " + ci);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Removes a line with only a placeholder if its value is empty. */
  private static String filled(String template, Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (String line : template.split("\n", -1)) {
      String full =
          PLACEHOLDER
              .matcher(line)
              .replaceAll(name -> Matcher.quoteReplacement(required(values, name.group(1))));
      if (line.isBlank() || !full.isBlank()) {
        filled.append(full).append('\n');
      }
    }
    return filled.toString().stripTrailing() + "\n";
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No value for the placeholder " + name);
    }
    return value;
  }
}
