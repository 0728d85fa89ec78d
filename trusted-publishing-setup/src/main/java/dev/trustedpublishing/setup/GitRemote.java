package dev.trustedpublishing.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosting of a repository, according to its remote. User names and passwords in the remote's
 * URL are omitted.
 *
 * @param host the host name, lower case
 * @param owner everything between host and name: {@code octo-org}, {@code group/subgroup}
 * @param repository the name, without {@code .git}
 */
record GitRemote(String host, String owner, String repository) {
  private static final Pattern SECTION = Pattern.compile("\\s*\\[remote\\s+\"([^\"]+)\"]\\s*");
  private static final Pattern OTHER_SECTION = Pattern.compile("\\s*\\[.*");
  private static final Pattern URL_LINE = Pattern.compile("\\s*url\\s*=\\s*(\\S+)\\s*");

  /** {@code https://host/o/r.git}, {@code ssh://git@host:22/o/r}, {@code git@host:o/r.git}. */
  private static final Pattern LOCATION =
      Pattern.compile(
          "(?:(?:https?|ssh|git)://(?:[^@/]*@)?([^/:@]+)(?::\\d+)?/|(?:[^@/:]+@)?([^/:@]+):(?!/))"
              + "(.+?)/([^/]+?)(?:\\.git)?/?");

  private static final long MAX_SIZE = 1 << 20;

  /**
   * Reads the remote {@code origin}, or the only remote.
   *
   * @param folder a folder of the repository
   * @return the remote; empty without a repository or a readable remote
   * @throws IOException if the configuration can't be read
   */
  static Optional<GitRemote> in(Path folder) throws IOException {
    Optional<Path> config = config(folder.toAbsolutePath().normalize());
    if (config.isEmpty() || Files.size(config.get()) > MAX_SIZE) {
      return Optional.empty();
    }
    Map<String, String> urls = urls(config.get());
    String url = urls.size() == 1 ? urls.values().iterator().next() : urls.get("origin");
    return Optional.ofNullable(url).flatMap(GitRemote::parse);
  }

  static Optional<GitRemote> parse(String url) {
    Matcher location = LOCATION.matcher(url);
    if (!location.matches()) {
      return Optional.empty();
    }
    String host = location.group(1) == null ? location.group(2) : location.group(1);
    return Optional.of(
        new GitRemote(host.toLowerCase(Locale.ROOT), location.group(3), location.group(4)));
  }

  private static Optional<Path> config(Path folder) throws IOException {
    for (Path each = folder; each != null; each = each.getParent()) {
      Path git = each.resolve(".git");
      if (Files.isDirectory(git)) {
        return Optional.of(git.resolve("config")).filter(Files::isRegularFile);
      }
      if (Files.isRegularFile(git)) {
        return Optional.of(common(each, git).resolve("config")).filter(Files::isRegularFile);
      }
    }
    return Optional.empty();
  }

  /** A worktree's {@code .git} is a file that names a folder, which names the common one. */
  private static Path common(Path folder, Path git) throws IOException {
    Path own = folder.resolve(Files.readString(git).replaceFirst("^gitdir:", "").strip());
    Path commondir = own.resolve("commondir");
    return Files.isRegularFile(commondir)
        ? own.resolve(Files.readString(commondir).strip()).normalize()
        : own;
  }

  private static Map<String, String> urls(Path config) throws IOException {
    Map<String, String> urls = new LinkedHashMap<>();
    Optional<String> remote = Optional.empty();
    for (String line : Files.readAllLines(config)) {
      Matcher section = SECTION.matcher(line);
      Matcher url = URL_LINE.matcher(line);
      if (section.matches()) {
        remote = Optional.of(section.group(1));
      } else if (OTHER_SECTION.matcher(line).matches()) {
        remote = Optional.empty();
      } else if (remote.isPresent() && url.matches()) {
        urls.putIfAbsent(remote.get(), url.group(1));
      }
    }
    return urls;
  }
}
