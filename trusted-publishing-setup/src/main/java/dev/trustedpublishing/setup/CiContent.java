package dev.trustedpublishing.setup;

import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of the CI file. Everything that is put into it was checked to be plain before.
 *
 * @param registry where to publish
 * @param ci which CI system
 * @param environment the deployment environment
 * @param npmRegistry the address of the npm registry, if the job has to be told
 * @param audience the audience of the identity token, where the CI file has to declare it
 * @param version the version of the command line to run
 */
record CiContent(
    Registry registry,
    CiSystem ci,
    String environment,
    Optional<URI> npmRegistry,
    Optional<String> audience,
    String version) {
  private static final String NPM_VARIABLE = "npm_config_registry";

  String of(ProjectFiles project) throws IOException {
    boolean npm = registry == Registry.NPM;
    Map<String, String> values = new HashMap<>();
    values.put("registry", registry.toString());
    values.put("environment", environment);
    values.put("version", version);
    values.put("arguments", "--repository " + registry.id() + (npm ? " dist/*.tgz" : ""));
    values.put("build", ci == CiSystem.GITHUB ? steps(project) : script(commands(project)));
    values.put("build-image", npm ? "node:22" : "python:3.13");
    values.put("id-token", npm ? "NPM_ID_TOKEN" : variable());
    values.put("audience", audience.orElse(""));
    values.put("publish-env", npm ? npmEnvironment() : "");
    return Template.named(ci.id() + ".yml").fill(values);
  }

  private String variable() {
    return registry == Registry.TESTPYPI ? "TESTPYPI_ID_TOKEN" : "PYPI_ID_TOKEN";
  }

  private String npmEnvironment() {
    if (ci == CiSystem.GITLAB) {
      return npmRegistry
          .map(url -> "  variables:\n    " + NPM_VARIABLE + ": " + quoted(url))
          .orElse("");
    }
    return npmRegistry
        .map(url -> "        env:\n          " + NPM_VARIABLE + ": " + quoted(url))
        .orElse("");
  }

  private static String quoted(URI url) {
    return '"' + url.toString() + '"';
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
}
