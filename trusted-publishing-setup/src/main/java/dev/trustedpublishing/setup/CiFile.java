package dev.trustedpublishing.setup;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A file that a CI system reads, and which of its jobs may have identity tokens.
 *
 * @param path the file
 * @param jobs the jobs that may
 */
record CiFile(Path path, List<Job> jobs) {
  /** The folder of GitHub's workflows. */
  static final String WORKFLOWS = ".github/workflows";

  /** GitLab's top-level pipeline file. */
  static final String PIPELINE = ".gitlab-ci.yml";

  private static final int MAX_SIZE = 1 << 20;

  /**
   * A job that may have identity tokens.
   *
   * @param name its name in the file
   * @param environment its deployment environment
   */
  record Job(String name, Optional<String> environment) {}

  /** The workflows of a project that can be read, by name. */
  static List<CiFile> workflows(Path folder) throws IOException {
    Path workflows = folder.resolve(WORKFLOWS);
    if (!Files.isDirectory(workflows)) {
      return List.of();
    }
    List<CiFile> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(workflows)) {
      for (Path file :
          entries.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList()) {
        read(file).ifPresent(files::add);
      }
    }
    return files;
  }

  /** Reads one file; returns empty if the file is not YAML. */
  static Optional<CiFile> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder().setMaxAliasesForCollections(20).setCodePointLimit(MAX_SIZE).build();
    try {
      Object root = new Load(settings).loadFromString(Files.readString(file));
      return Optional.of(new CiFile(file, jobs(root)));
    } catch (YamlEngineException | MalformedInputException e) {
      // A file of the user: it is only read, to detect existing releases.
      return Optional.empty();
    }
  }

  private static List<Job> jobs(@Nullable Object root) {
    Map<?, ?> file = map(root);
    boolean everywhere = mayRequest(file.get("permissions"));
    Map<?, ?> jobs = file.containsKey("jobs") ? map(file.get("jobs")) : file;
    return jobs.entrySet().stream()
        .filter(job -> may(map(job.getValue()), everywhere))
        .map(job -> new Job(String.valueOf(job.getKey()), environment(map(job.getValue()))))
        .toList();
  }

  private static boolean may(Map<?, ?> job, boolean everywhere) {
    return job.containsKey("id_tokens")
        || mayRequest(job.get("permissions"))
        || (everywhere && job.containsKey("steps") && !job.containsKey("permissions"));
  }

  private static boolean mayRequest(@Nullable Object permissions) {
    return "write-all".equals(permissions) || "write".equals(map(permissions).get("id-token"));
  }

  private static Optional<String> environment(Map<?, ?> job) {
    Object environment = job.get("environment");
    Object name = environment instanceof Map<?, ?> map ? map.get("name") : environment;
    return Optional.ofNullable(name).map(String::valueOf);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
