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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets up trusted publishing for a project: reads its git remote, CI files, and package files, and
 * creates a {@link SetupPlan}. Uses no network.
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
  private static final String OURS = "Written by trusted-publish setup";
  private static final String INCLUDED = ".gitlab/trusted-publish.yml";

  private final Path folder;
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
   * Starts to set up a project.
   *
   * @param folder the project's folder
   * @return this, with everything to be determined
   */
  public static Setup in(Path folder) {
    return new Setup(folder);
  }

  /**
   * Sets the registry. Default: according to the project's files.
   *
   * @param value the registry
   * @return this
   */
  public Setup registry(Registry value) {
    registry = value;
    return this;
  }

  /**
   * Sets which CI system to use. Default: the one that hosts the repository.
   *
   * @param value the CI system
   * @return this
   */
  public Setup ci(CiSystem value) {
    ci = value;
    return this;
  }

  /**
   * Sets the project or package, for the form. Default: according to the project's files.
   *
   * @param value the name
   * @return this
   */
  public Setup packageName(String value) {
    packageName = value;
    return this;
  }

  /**
   * Sets the deployment environment. Default: that of the job in an existing CI file, else the
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
   * Sets the workflow file on GitHub. Default: {@code release.yml}.
   *
   * @param value the file's name, ending with .yml or .yaml
   * @return this
   */
  public Setup workflow(String value) {
    workflow = value;
    return this;
  }

  /**
   * Sets the address of the npm registry. Default: from the project's package.json or .npmrc.
   *
   * @param value its https address
   * @return this
   */
  public Setup npmRegistry(String value) {
    npmRegistry = value;
    return this;
  }

  /**
   * Sets which version of the command line the CI file runs. Default: that of this library.
   *
   * @param value the version
   * @return this
   */
  public Setup version(String value) {
    version = value;
    return this;
  }

  /**
   * Determines everything and plans. Changes nothing.
   *
   * @return the plan
   * @throws TrustedPublishingException {@code usage.invalid-option} with all problems, if something
   *     can't be determined or makes no sense
   */
  public SetupPlan plan() {
    try {
      return planned();
    } catch (IOException e) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The project's files can't be read.")
                  .found(SafeText.reason(e))
                  .expected("a readable project folder")
                  .remedy("Check the path and the permissions of the folder."))
          .cause(e)
          .build();
    }
  }

  private SetupPlan planned() throws IOException {
    ProjectFiles project = new ProjectFiles(folder);
    SetupTarget target =
        new SetupTarget.Finder(folder, project, invalid())
            .find(
                Optional.ofNullable(registry),
                Optional.ofNullable(ci),
                Optional.ofNullable(npmRegistry));
    String name = target.ci() == CiSystem.GITHUB ? CiFile.WORKFLOWS + "/" + workflow : pipeline();
    Path file = folder.resolve(name);
    List<CiFile> ciFiles =
        target.ci() == CiSystem.GITHUB
            ? CiFile.workflows(folder)
            : CiFile.read(folder.resolve(CiFile.PIPELINE)).stream().toList();
    String deployment =
        environment == null ? environment(ciFiles, file, target.registry()) : environment;
    Optional<String> present =
        Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    return new SetupPlan(
        file,
        name,
        content(project, target, deployment),
        present,
        form(project, target, deployment),
        new SetupNotes(target, name, version).of(ciFiles, file));
  }

  private String content(ProjectFiles project, SetupTarget target, String deployment)
      throws IOException {
    boolean toldByTarball = npmRegistry == null && project.publishedRegistry().isPresent();
    Optional<URI> npm = target.npmRegistry();
    return new CiContent(
            target.registry(),
            target.ci(),
            deployment,
            toldByTarball ? Optional.empty() : npm,
            target.registry() == Registry.NPM
                ? npm.map(url -> "\"npm:" + url.getHost() + "\"")
                : Optional.of(target.registry().toString()),
            target.remote().host().equals("gitlab.com"),
            version)
        .of(project);
  }

  private RegistrationForm form(ProjectFiles project, SetupTarget target, String deployment)
      throws IOException {
    GitRemote remote = target.remote();
    boolean github = target.ci() == CiSystem.GITHUB;
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.put(Field.OWNER, remote.owner());
    values.put(Field.REPOSITORY, remote.repository());
    values.put(Field.WORKFLOW, github ? workflow : CiFile.PIPELINE);
    values.put(Field.ENVIRONMENT, deployment);
    boolean selfManaged = !github && !remote.host().equals("gitlab.com");
    return RegistrationForm.of(
        target.registry(),
        target.ci(),
        new Registration(values),
        packageName == null ? project.packageName(target.registry()) : Optional.of(packageName),
        selfManaged ? Optional.of("https://" + remote.host()) : Optional.empty());
  }

  /** What the caller chose is written to files unchanged, so it must be plain. */
  private List<Problem> invalid() {
    return Stream.of(
            invalid(
                "environment",
                environment == null ? "none" : environment,
                PLAIN,
                "letters, digits, dots, hyphens, and slashes"),
            invalid(
                "workflow file", workflow, WORKFLOW, "a file name that ends with .yml or .yaml"),
            invalid("version", version, VERSION, "a version such as 1.2.3"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Problem> invalid(
      String what, String value, Pattern valid, String expected) {
    return valid.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The " + what + " is invalid.")
                .found("'" + SafeText.shown(value) + "'")
                .expected(expected)
                .remedy("Choose another one."));
  }

  /** An existing pipeline stays as it is: the jobs go into a file that it can include. */
  private String pipeline() throws IOException {
    Path file = folder.resolve(CiFile.PIPELINE);
    boolean foreign = Files.isRegularFile(file) && !Files.readString(file).contains(OURS);
    return foreign ? INCLUDED : CiFile.PIPELINE;
  }

  private static String environment(List<CiFile> files, Path file, Registry where) {
    return files.stream()
        .filter(each -> each.path().equals(file))
        .flatMap(each -> each.jobs().stream())
        .flatMap(job -> job.environment().stream())
        .filter(name -> PLAIN.matcher(name).matches())
        .findFirst()
        .orElse(where.toString());
  }
}
