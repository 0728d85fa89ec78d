package dev.trustedpublishing.setup;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Field;
import dev.trustedpublishing.setup.registration.Registration;
import dev.trustedpublishing.setup.registration.RegistrationForm;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sets a project up for trusted publishing: reads its git remote, CI files and package files, and
 * makes a {@link SetupPlan}. Asks nothing that it can find out, and touches no network.
 *
 * <pre>{@code
 * SetupPlan plan = Setup.in(Path.of(".")).plan();
 * System.out.println(plan.diff());
 * plan.write();
 * System.out.println(plan.form().text());
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Setup {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}");
  private static final Pattern WORKFLOW = Pattern.compile("[A-Za-z0-9._-]{1,200}\\.ya?ml");
  private static final String PIPELINE = ".gitlab-ci.yml";
  private static final String OURS = "Written by trusted-publish setup";
  private static final String INCLUDED = ".gitlab/trusted-publish.yml";

  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable Registry registry;
  private @Nullable CiSystem ci;
  private @Nullable String packageName;
  private @Nullable String environment;
  private String workflow = "release.yml";
  private @Nullable String npmRegistry;
  private String version =
      Optional.ofNullable(Setup.class.getPackage().getImplementationVersion()).orElse("VERSION");

  private Setup(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins to set up a project.
   *
   * @param folder the project's folder
   * @return this, with everything to be found out
   */
  public static Setup in(Path folder) {
    return new Setup(folder);
  }

  /**
   * Says where to publish. Without it: what the project's files say.
   *
   * @param value the registry
   * @return this
   */
  public Setup registry(Registry value) {
    registry = value;
    return this;
  }

  /**
   * Says which CI system to use. Without it: the one that hosts the repository.
   *
   * @param value the CI system
   * @return this
   */
  public Setup ci(CiSystem value) {
    ci = value;
    return this;
  }

  /**
   * Names the project or package, for the form. Without it: what the project's files say.
   *
   * @param value the name
   * @return this
   */
  public Setup packageName(String value) {
    packageName = value;
    return this;
  }

  /**
   * Names the deployment environment. Without it: that of the job in an existing CI file, else the
   * registry's name.
   *
   * @param value the name: letters, digits, dots, hyphens, underscores and slashes
   * @return this
   */
  public Setup environment(String value) {
    environment = value;
    return this;
  }

  /**
   * Names the workflow file on GitHub. Without it: {@code release.yml}.
   *
   * @param value the file's name, ending with .yml or .yaml
   * @return this
   */
  public Setup workflow(String value) {
    workflow = value;
    return this;
  }

  /**
   * Says where the npm registry is. Without it: what the project's package.json or .npmrc says.
   *
   * @param value its https address
   * @return this
   */
  public Setup npmRegistry(String value) {
    npmRegistry = value;
    return this;
  }

  /**
   * Says which version of the command line the CI file runs. Without it: that of this library.
   *
   * @param value the version
   * @return this
   */
  public Setup version(String value) {
    version = value;
    return this;
  }

  /**
   * Finds out everything and plans. Changes nothing.
   *
   * @return the plan
   * @throws TrustedPublishingException {@code usage.invalid-option} with all problems, if something
   *     can't be found out or makes no sense
   */
  public SetupPlan plan() {
    try {
      return planned();
    } catch (IOException e) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The project's files can't be read.")
                  .found(SafeText.shown(e.getClass().getSimpleName() + ": " + e.getMessage()))
                  .expected("a project folder that may be read")
                  .remedy("Check the path and the permissions of the folder."))
          .cause(e)
          .build();
    }
  }

  private SetupPlan planned() throws IOException {
    problems.clear();
    ProjectFiles project = new ProjectFiles(folder);
    Optional<GitRemote> remote = GitRemote.in(folder);
    if (remote.isEmpty()) {
      problems.add(noRemote());
    }
    Optional<Registry> where = registry(project);
    Optional<CiSystem> system = ci(remote);
    checkPlain();
    Optional<URI> npm = npmAddress(project, where, system);
    if (!problems.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, problems).build();
    }
    return plan(project, remote.orElseThrow(), where.orElseThrow(), system.orElseThrow(), npm);
  }

  private SetupPlan plan(
      ProjectFiles project, GitRemote remote, Registry where, CiSystem system, Optional<URI> npm)
      throws IOException {
    String name = system == CiSystem.GITHUB ? ".github/workflows/" + workflow : pipeline();
    Path file = folder.resolve(name);
    List<CiFile> ciFiles = ciFiles(system);
    String deployment = environment == null ? environment(ciFiles, file, where) : environment;
    boolean toldByTarball = npmRegistry == null && project.publishedRegistry().isPresent();
    String content =
        new CiContent(
                where,
                system,
                deployment,
                toldByTarball ? Optional.empty() : npm,
                where == Registry.NPM
                    ? npm.map(url -> "\"npm:" + url.getHost() + "\"")
                    : Optional.of(where.id()),
                version)
            .of(project);
    Optional<String> present =
        Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    RegistrationForm form = form(project, remote, where, system, deployment);
    List<String> notes =
        new SetupNotes(system, where, name, version, remote).of(ciFiles, file, npm);
    return new SetupPlan(file, name, content, present, form, notes);
  }

  private RegistrationForm form(
      ProjectFiles project, GitRemote remote, Registry where, CiSystem system, String deployment)
      throws IOException {
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.put(Field.OWNER, remote.owner());
    values.put(Field.REPOSITORY, remote.repository());
    values.put(Field.WORKFLOW, system == CiSystem.GITHUB ? workflow : PIPELINE);
    values.put(Field.ENVIRONMENT, deployment);
    Optional<String> name =
        packageName == null ? project.packageName(where) : Optional.of(packageName);
    boolean ownInstance = system == CiSystem.GITLAB && !remote.host().equals("gitlab.com");
    return RegistrationForm.of(
        where,
        system,
        new Registration(values),
        name,
        ownInstance ? Optional.of("https://" + remote.host()) : Optional.empty());
  }

  private Optional<Registry> registry(ProjectFiles project) throws IOException {
    if (registry != null) {
      return Optional.of(registry);
    }
    List<Registry> found = project.registries();
    if (found.size() == 1) {
      return Optional.of(found.get(0));
    }
    problems.add(
        Problem.of(ErrorCode.USAGE_INVALID_OPTION, "It is not clear where to publish.")
            .found(
                found.isEmpty()
                    ? "no pyproject.toml, setup.cfg, setup.py or public package.json"
                    : "a Python project and an npm package in one folder")
            .expected("one kind of package")
            .remedy("Say which: --repository pypi, --repository testpypi or --repository npm."));
    return Optional.empty();
  }

  private Optional<CiSystem> ci(Optional<GitRemote> remote) {
    if (ci != null) {
      return Optional.of(ci);
    }
    String host = remote.map(GitRemote::host).orElse("");
    boolean workflows = Files.isDirectory(folder.resolve(".github/workflows"));
    boolean pipeline = Files.isRegularFile(folder.resolve(PIPELINE));
    if (host.equals("github.com") || (workflows && !pipeline && !host.contains("gitlab"))) {
      return Optional.of(CiSystem.GITHUB);
    }
    if (host.contains("gitlab") || (pipeline && !workflows)) {
      return Optional.of(CiSystem.GITLAB);
    }
    if (remote.isPresent()) {
      problems.add(
          Problem.of(ErrorCode.USAGE_INVALID_OPTION, "It is not clear which CI system to use.")
              .found("a repository on " + SafeText.shown(host) + ", and no CI files that decide it")
              .expected("GitHub Actions or GitLab CI/CD")
              .remedy("Say which: --ci github or --ci gitlab."));
    }
    return Optional.empty();
  }

  /**
   * Where it must be known: a GitLab job declares the audience, which names the registry's host.
   */
  private Optional<URI> npmAddress(
      ProjectFiles project, Optional<Registry> where, Optional<CiSystem> system)
      throws IOException {
    if (where.filter(Registry.NPM::equals).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> written =
        npmRegistry == null ? project.npmRegistry() : Optional.of(npmRegistry);
    Optional<URI> address = written.flatMap(Setup::address);
    boolean needed = system.filter(CiSystem.GITLAB::equals).isPresent();
    if (address.isEmpty() && (needed || written.isPresent())) {
      problems.add(
          Problem.of(
                  ErrorCode.USAGE_INVALID_OPTION, "The address of the npm registry is not known.")
              .found(
                  written.isPresent()
                      ? "an address that is no plain https URL"
                      : "no 'publishConfig.registry' in package.json and no 'registry' in .npmrc")
              .expected("its https address, because the identity token is made for its host")
              .remedy("Say it: --npm-registry https://HOST/"));
    }
    return address;
  }

  private static Optional<URI> address(String written) {
    return Pattern.matches("https://[A-Za-z0-9.-]+(:\\d+)?(/[A-Za-z0-9._~/-]*)?", written)
        ? Optional.of(URI.create(written))
        : Optional.empty();
  }

  private void checkPlain() {
    if (environment != null && !PLAIN.matcher(environment).matches()) {
      problems.add(
          notPlain("environment", environment, "letters, digits, dots, hyphens and slashes"));
    }
    if (!WORKFLOW.matcher(workflow).matches()) {
      problems.add(notPlain("workflow file", workflow, "a file name that ends with .yml or .yaml"));
    }
    if (!VERSION.matcher(version).matches()) {
      problems.add(notPlain("version", version, "a version such as 1.2.3"));
    }
  }

  private static Problem notPlain(String what, String found, String expected) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The " + what + " can't be used.")
        .found("'" + SafeText.shown(found) + "'")
        .expected(expected)
        .remedy("Choose another one.");
  }

  private Problem noRemote() {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The project's git remote can't be found.")
        .found(
            "no git repository with a remote 'origin' (or a single one) at "
                + SafeText.shown(folder.toAbsolutePath().normalize().toString()))
        .expected("a remote on GitHub or GitLab, which says who will publish")
        .remedy("Run this in a clone, or add the remote: git remote add origin URL");
  }

  private List<CiFile> ciFiles(CiSystem system) throws IOException {
    return system == CiSystem.GITHUB
        ? CiFile.workflows(folder)
        : CiFile.read(folder.resolve(PIPELINE)).stream().toList();
  }

  /** An existing pipeline stays as it is: the jobs go into a file that it can include. */
  private String pipeline() throws IOException {
    Path file = folder.resolve(PIPELINE);
    boolean foreign = Files.isRegularFile(file) && !Files.readString(file).contains(OURS);
    return foreign ? INCLUDED : PIPELINE;
  }

  private static String environment(List<CiFile> files, Path file, Registry where) {
    return files.stream()
        .filter(each -> each.path().equals(file))
        .flatMap(each -> each.jobs().stream())
        .flatMap(job -> job.environment().stream())
        .filter(name -> PLAIN.matcher(name).matches())
        .findFirst()
        .orElse(where.id());
  }
}
