package dev.trustedpublishing.repository.npm.publish;

import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registry's document of one version: the package.json as it is, with the few members changed
 * that npm changes and that clients read (@npmcli/package-json). Dependencies, engines and the like
 * are never touched, because installers resolve with them.
 *
 * @param artifact the package
 * @param registry the registry
 */
record VersionDocument(NpmArtifact artifact, RegistryAddress registry) {
  /** {@code owner/name} or {@code github:owner/name}. */
  private static final Pattern SHORTCUT =
      Pattern.compile("(?:(github|gitlab|bitbucket):)?([\\w.-]+/[\\w.-]+)");

  /** A page or a clone URL on one of the three hosts, over HTTPS. */
  private static final Pattern HOSTED =
      Pattern.compile(
          "(?:git\\+)?https?://(github\\.com|gitlab\\.com|bitbucket\\.org)/([^?#]+?)(?:\\.git)?/?");

  /** The members in npm's order: those of the package.json first. */
  Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    artifact
        .manifest()
        .members()
        .forEach((name, value) -> {
          // Members that start with an underscore are reserved for the registry.
          if (!name.startsWith("_")) {
            members.put(name, value);
          }
        });
    members.put("name", artifact.packageName());
    members.put("version", artifact.version());
    bundled(members);
    members.computeIfPresent("bin", (name, value) -> commands(value));
    members.computeIfPresent("repository", (name, value) -> repository(value));
    artifact
        .tarball()
        .readme()
        .ifPresent(readme -> {
          members.put("readme", readme.text());
          members.put("readmeFilename", readme.filename());
        });
    members.put("_id", artifact.id());
    members.put("dist", dist());
    return members;
  }

  private Map<String, Object> dist() {
    Map<String, Object> dist = new LinkedHashMap<>();
    dist.put("integrity", artifact.tarball().digests().integrity());
    dist.put("shasum", artifact.tarball().digests().sha1());
    dist.put("tarball", registry.tarball(artifact.name(), artifact.release()));
    return dist;
  }

  /** Two spellings, three forms; installers read one of them. */
  private static void bundled(Map<String, @Nullable Object> members) {
    Object value = members.remove("bundledDependencies");
    if (value == null) {
      value = members.get("bundleDependencies");
    }
    if (Boolean.TRUE.equals(value)) {
      value = members.get("dependencies");
    }
    if (value instanceof Map<?, ?> byName) {
      value = List.copyOf(byName.keySet());
    }
    if (value instanceof Collection<?>) {
      members.put("bundleDependencies", value);
    } else {
      members.remove("bundleDependencies");
    }
  }

  /** A single command is called like the package; paths stay inside of it. */
  private Object commands(Object value) {
    Map<String, Object> commands = new LinkedHashMap<>();
    if (value instanceof String path) {
      commands.put(artifact.name().withoutScope(), inside(path));
    } else if (value instanceof Map<?, ?> byName) {
      byName.forEach((name, path) -> {
        if (path instanceof String text) {
          String command = String.valueOf(name);
          commands.put(command.substring(command.lastIndexOf('/') + 1), inside(text));
        }
      });
    }
    return commands;
  }

  private static String inside(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.replace('\\', '/').split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static Object repository(Object value) {
    if (value instanceof String text) {
      Map<String, Object> repository = new LinkedHashMap<>();
      repository.put("type", "git");
      repository.put("url", url(text));
      return repository;
    }
    if (value instanceof Map<?, ?> members && members.get("url") instanceof String text) {
      Map<Object, Object> repository = new LinkedHashMap<>(members);
      repository.put("url", url(text));
      return repository;
    }
    return value;
  }

  /** The registry compares it with the provenance: {@code git+https://host/owner/name.git}. */
  private static String url(String written) {
    Matcher shortcut = SHORTCUT.matcher(written);
    if (shortcut.matches()) {
      String host = Optional.ofNullable(shortcut.group(1)).orElse("github");
      String domain = host + (host.equals("bitbucket") ? ".org" : ".com");
      return "git+https://" + domain + "/" + shortcut.group(2) + ".git";
    }
    Matcher hosted = HOSTED.matcher(written);
    return hosted.matches()
        ? "git+https://" + hosted.group(1) + "/" + hosted.group(2) + ".git"
        : written;
  }
}
