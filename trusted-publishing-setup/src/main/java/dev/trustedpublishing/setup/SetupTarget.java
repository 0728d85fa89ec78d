package dev.trustedpublishing.setup;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The publishing job and its registry.
 *
 * @param remote the hosting of the repository
 * @param registry the registry to publish to
 * @param ci which CI system publishes
 * @param npmRegistry the address of the npm registry, if known
 */
record SetupTarget(GitRemote remote, Registry registry, CiSystem ci, Optional<URI> npmRegistry) {
  private static final Pattern ADDRESS =
      Pattern.compile("https://[A-Za-z0-9.-]+(:\\d+)?(/[A-Za-z0-9._~/-]*)?");

  /** Determines in a project what the caller did not choose; collects all that is not clear. */
  static final class Finder {
    private final Path folder;
    private final ProjectFiles project;
    private final List<Problem> problems;

    Finder(Path folder, ProjectFiles project, List<Problem> problems) {
      this.folder = folder;
      this.project = project;
      this.problems = new ArrayList<>(problems);
    }

    SetupTarget find(
        Optional<Registry> chosenRegistry,
        Optional<CiSystem> chosenCi,
        Optional<String> chosenAddress)
        throws IOException {
      Optional<GitRemote> remote = remote();
      Optional<Registry> registry = chosenRegistry.isPresent() ? chosenRegistry : registry();
      Optional<CiSystem> ci = chosenCi.or(() -> ci(remote));
      Optional<URI> address =
          registry.equals(Optional.of(Registry.NPM))
              ? address(
                  chosenAddress.isPresent() ? chosenAddress : project.npmRegistry(),
                  ci.equals(Optional.of(CiSystem.GITLAB)))
              : Optional.empty();
      if (!problems.isEmpty()) {
        throw TrustedPublishingException.builder(Stage.PLAN, problems).build();
      }
      return new SetupTarget(
          remote.orElseThrow(), registry.orElseThrow(), ci.orElseThrow(), address);
    }

    private Optional<Registry> registry() throws IOException {
      List<Registry> found = project.registries();
      if (found.size() == 1) {
        return Optional.of(found.get(0));
      }
      return unclear(
          Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The repository to publish to is ambiguous.")
              .found(
                  found.isEmpty()
                      ? "no pyproject.toml, setup.cfg, setup.py or public package.json"
                      : "a Python project and an npm package in one folder")
              .expected("one kind of package")
              .remedy(
                  "Select one: --repository pypi, --repository testpypi, or --repository npm."));
    }

    private Optional<CiSystem> ci(Optional<GitRemote> remote) {
      String host = remote.map(GitRemote::host).orElse("");
      boolean workflows = Files.isDirectory(folder.resolve(CiFile.WORKFLOWS));
      boolean pipeline = Files.isRegularFile(folder.resolve(CiFile.PIPELINE));
      if (host.equals("github.com") || (workflows && !pipeline && !host.contains("gitlab"))) {
        return Optional.of(CiSystem.GITHUB);
      }
      if (host.contains("gitlab") || (pipeline && !workflows)) {
        return Optional.of(CiSystem.GITLAB);
      }
      return remote.isEmpty()
          ? Optional.empty()
          : unclear(
              Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The CI system is ambiguous.")
                  .found(
                      "a repository on "
                          + SafeText.shown(host)
                          + ", without CI files of one system")
                  .expected("GitHub Actions or GitLab CI/CD")
                  .remedy("Select one: --ci github or --ci gitlab."));
    }

    /** A GitLab job declares the audience, which names the registry's host. */
    private Optional<URI> address(Optional<String> written, boolean needed) {
      Optional<URI> address =
          written.filter(text -> ADDRESS.matcher(text).matches()).map(URI::create);
      if (address.isEmpty() && (needed || written.isPresent())) {
        return unclear(
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The npm registry URL is unknown.")
                .found(
                    written.isPresent()
                        ? "a URL that is not plain HTTPS"
                        : "no 'publishConfig.registry' in package.json and no 'registry' in .npmrc")
                .expected("its HTTPS URL, because the identity token is issued for its host")
                .remedy("Set it: --npm-registry https://HOST/"));
      }
      return address;
    }

    private Optional<GitRemote> remote() throws IOException {
      Optional<GitRemote> remote = GitRemote.in(folder);
      return remote.isPresent()
          ? remote
          : unclear(
              Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The project has no git remote.")
                  .found(
                      "no git repository with a remote 'origin' (or a single one) at "
                          + SafeText.shown(folder.toAbsolutePath().normalize().toString()))
                  .expected("a remote on GitHub or GitLab, which identifies the publisher")
                  .remedy("Run this in a clone, or add the remote: git remote add origin URL"));
    }

    private <T> Optional<T> unclear(Problem problem) {
      problems.add(problem);
      return Optional.empty();
    }
  }
}
