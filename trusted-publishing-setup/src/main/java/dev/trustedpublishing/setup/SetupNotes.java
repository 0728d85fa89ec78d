package dev.trustedpublishing.setup;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What users must know or do in addition to the file and the form.
 *
 * @param target the publishing job and its registry
 * @param name the CI file's path inside the project
 * @param version the version of the command line that the file runs
 */
record SetupNotes(SetupTarget target, String name, String version) {

  List<String> of(List<CiFile> ciFiles, Path file) {
    List<String> notes = new ArrayList<>();
    CiSystem ci = target.ci();
    String host = target.remote().host();
    if (ci == CiSystem.GITLAB && !name.equals(CiFile.PIPELINE)) {
      notes.add("Add this to .gitlab-ci.yml:\n  include:\n    - local: " + name);
    }
    if (target.registry() == Registry.NPM && target.npmRegistry().isEmpty()) {
      notes.add(
          "The job needs the npm registry URL: add it to package.json (publishConfig, registry), or"
              + " run setup with --npm-registry.");
    }
    if (ci == CiSystem.GITHUB && !host.equals("github.com")) {
      notes.add(
          "The repository is on "
              + SafeText.shown(host)
              + ": neither PyPI nor npm accepts identity tokens of GitHub Enterprise Server.");
    }
    if (ci == CiSystem.GITLAB && !host.equals("gitlab.com")) {
      notes.add(selfManaged());
    }
    if (version.equals("VERSION")) {
      notes.add(
          "This is a development build: replace VERSION with a released version, or run setup with"
              + " --cli-version.");
    }
    if (version.endsWith("-SNAPSHOT")) {
      notes.add(
          "Version "
              + version
              + " is not released, so the job can't download it: name a released version with"
              + " --cli-version.");
    }
    ciFiles.stream()
        .filter(each -> !each.path().equals(file))
        .flatMap(each -> each.jobs().stream().map(job -> others(each, job)))
        .forEach(notes::add);
    notes.add(
        "Create the environment in the settings of the repository, and configure who may release.");
    return notes;
  }

  private String selfManaged() {
    String host = SafeText.shown(target.remote().host());
    return target.registry() == Registry.NPM
        ? "npm accepts identity tokens only of gitlab.com with its shared runners, not of "
            + host
            + "."
        : "PyPI accepts identity tokens of "
            + host
            + " only after it has registered this issuer for your organization; ask its support.";
  }

  private static String others(CiFile file, CiFile.Job job) {
    return "The job '"
        + SafeText.shown(job.name())
        + "' in "
        + SafeText.shown(String.valueOf(file.path().getFileName()))
        + " may already have identity tokens"
        + job.environment().map(e -> " (environment " + SafeText.shown(e) + ")").orElse("")
        + "; if it publishes, register that file, or remove the job.";
  }
}
