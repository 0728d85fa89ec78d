package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the addresses out of an {@code .npmrc}, and nothing else: lines with credentials are
 * skipped by their name, and their values are neither kept nor shown.
 *
 * @param path the path of the file
 * @param environment for <code>${NAME}</code> in values
 * @param warnings receives warnings
 */
record NpmrcFile(Path path, CiEnvironment environment, Consumer<Problem> warnings) {
  private static final int MAX_SIZE = 1 << 20;
  private static final Pattern ADDRESS = Pattern.compile("registry|@[^:/\\s]+:registry");
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i).*(_auth|_authToken|_password|certfile|keyfile)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^${}?]++)(\\?)?+}");

  /**
   * Reads the file.
   *
   * @return {@code registry} and {@code @scope:registry} with their values, the last one if a name
   *     occurs several times, as npm does; empty if there is no such file
   * @throws TrustedPublishingException {@code usage.configuration} if it can't be read
   */
  Map<String, Setting> addresses() {
    if (!Files.exists(path)) {
      return Map.of();
    }
    Map<String, Setting> found = new LinkedHashMap<>();
    boolean credentials = false;
    List<String> lines = text().lines().toList();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.startsWith("[")) {
        break; // What follows belongs to a section, and npm has no settings in sections.
      }
      int equals = line.indexOf('=');
      String name = unquoted(equals < 0 ? line : line.substring(0, equals).strip());
      credentials |= CREDENTIAL.matcher(name).matches();
      if (ADDRESS.matcher(name).matches()) {
        if (equals < 0) {
          throw refused(number, "'" + SafeText.shown(name) + "' has no value", "name=address");
        }
        String value = replaced(number, value(line.substring(equals + 1).strip()));
        found.put(name, new Setting(value, path + ", line " + number));
      }
    }
    if (credentials) {
      warnIfExposed();
    }
    return found;
  }

  private String text() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_SIZE + 1);
      if (bytes.length > MAX_SIZE) {
        throw refused("more than " + MAX_SIZE + " bytes", "a few lines");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw refused("NUL characters (UTF-16?)", "text in UTF-8");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused("bytes that are not UTF-8", "text in UTF-8");
    } catch (IOException e) {
      throw refused("it can't be read: " + SafeText.reason(e), "a readable file");
    }
  }

  /** Without quotes, and without a comment after it. */
  private static String value(String written) {
    String plain = unquoted(written);
    return plain.equals(written) ? withoutComment(written) : plain;
  }

  private static String withoutComment(String written) {
    for (int i = 0; i < written.length(); i++) {
      boolean starts = written.charAt(i) == ';' || written.charAt(i) == '#';
      if (starts && (i == 0 || written.charAt(i - 1) != '\\')) {
        return written.substring(0, i).stripTrailing();
      }
    }
    return written;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private String replaced(int number, String value) {
    Matcher variable = VARIABLE.matcher(value);
    StringBuilder text = new StringBuilder();
    while (variable.find()) {
      Optional<String> content = environment.get(variable.group(1));
      if (content.isEmpty() && variable.group(2) == null) {
        throw refused(
            number,
            "the variable " + SafeText.shown(variable.group(1)) + " is not set",
            "a variable that is set, or the URL itself");
      }
      variable.appendReplacement(text, Matcher.quoteReplacement(content.orElse("")));
    }
    return variable.appendTail(text).toString();
  }

  private void warnIfExposed() {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      Set<PosixFilePermission> permissions =
          view == null ? Set.of() : view.readAttributes().permissions();
      if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
        warnings.accept(
            Problem.of(
                    ErrorCode.USAGE_CONFIGURATION,
                    "Everyone on this machine can read the credentials in " + shown() + ".")
                .expected(
                    "a file that only its owner can read; trusted publishing needs no credentials")
                .remedy("Remove the credentials, or run: chmod 600 " + shown()));
      }
    } catch (IOException e) {
      throw refused("its permissions can't be read", "a readable file");
    }
  }

  private TrustedPublishingException refused(int number, String found, String expected) {
    return refused("line " + number + ": " + found, expected);
  }

  private TrustedPublishingException refused(String found, String expected) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_CONFIGURATION,
                    "npm's configuration " + shown() + " is invalid.")
                .found(found)
                .expected(expected)
                .remedy("Correct the file, or name the registry: --repository npm+https://..."))
        .build();
  }

  private String shown() {
    return SafeText.shown(path.toString());
  }
}
