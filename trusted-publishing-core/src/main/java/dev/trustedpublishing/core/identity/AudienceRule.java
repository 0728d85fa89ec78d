package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Which audience a registry may ask for. A registry names the audience itself, so a malicious one
 * could otherwise receive an identity token that another service accepts.
 *
 * @param pinned the only audience that the caller accepts
 */
public record AudienceRule(Optional<String> pinned) {
  private static final String TABLE = "reserved-audiences.txt";
  private static final String NPM = "npm:";

  /**
   * Checks an audience before a token with it is requested.
   *
   * @param audience what the registry asks for
   * @param target the registry
   * @param warnings receives a warning for an audience that the rule knows nothing about
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code
   *     exchange.unexpected-audience} if the registry may not ask for it
   */
  public void check(String audience, RepositoryTarget target, Consumer<Problem> warnings) {
    Problem.Description asked =
        Problem.of(
                ErrorCode.EXCHANGE_UNEXPECTED_AUDIENCE,
                SafeText.shown(target.name())
                    + " requests an identity token with an unexpected audience.")
            .found("the audience '%s'".formatted(SafeText.shown(audience)));
    if (pinned.isPresent() && !pinned.get().equals(audience)) {
      throw asked
          .expected("'" + SafeText.shown(pinned.get()) + "', as pinned by the caller")
          .remedy(
              "Find out why it differs before you change the pin. No identity token was requested.")
          .toException(Stage.EXCHANGE);
    }
    Origin origin = target.origin();
    if (isForeign(audience, origin)) {
      throw asked
          .expected("an audience that no other service accepts, such as '" + origin.host() + "'")
          .remedy(
              "Check the URL of the repository. If it is correct, report this to its"
                  + " administrators. No identity token was requested.")
          .toException(Stage.EXCHANGE);
    }
    if (pinned.isEmpty() && !isOwn(audience, origin) && Entry.of(audience).isEmpty()) {
      warnings.accept(
          asked
              .expected("the host of the repository, '" + origin.host() + "'")
              .remedy(
                  "If the administrators of the repository announce this audience, pin it: --audience"
                      + " NAME, in Java audience(\"NAME\"). Otherwise, stop: another service may"
                      + " accept the token."));
    }
  }

  /**
   * Returns whether a token with this audience could be used at another service than a registry.
   *
   * @param audience the audience
   * @param origin the registry
   * @return true if the audience is reserved for others
   */
  public static boolean isForeign(String audience, Origin origin) {
    return !isOwn(audience, origin)
        && Entry.of(audience).filter(entry -> !entry.isFor(origin)).isPresent();
  }

  /**
   * The registry's own name, which nobody else accepts. A host name of one word is not its own:
   * {@code vault} and {@code pypi} in somebody's network are names of other services.
   */
  private static boolean isOwn(String audience, Origin origin) {
    return (audience.equals(origin.host()) && origin.host().contains("."))
        || audience.equals(origin.toString())
        || audience.equals(origin + "/")
        || audience.equals(NPM + origin.host());
  }

  /** A line of the table. */
  private record Entry(String audience, List<String> origins) {
    private static final String ANY_UUID = "uuid";
    private static final Pattern UUID =
        Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Read once, and only if a registry asks. */
    private static final List<Entry> ALL = read();

    static Optional<Entry> of(String audience) {
      String asked = audience.toLowerCase(Locale.ROOT);
      return ALL.stream().filter(entry -> entry.covers(asked)).findFirst();
    }

    private boolean covers(String asked) {
      if (audience.equals(ANY_UUID)) {
        return UUID.matcher(asked).matches();
      }
      return audience.endsWith("*")
          ? asked.startsWith(audience.substring(0, audience.length() - 1))
          : asked.equals(audience);
    }

    /** A test registry on this machine may stand in for a real one, never for another service. */
    private boolean isFor(Origin origin) {
      return origins.contains(origin.toString()) || (origin.isLoopback() && !origins.isEmpty());
    }

    private static List<Entry> read() {
      try (InputStream table =
          Objects.requireNonNull(AudienceRule.class.getResourceAsStream(TABLE), TABLE)) {
        return new String(table.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> Arrays.asList(line.split(" ", -1)))
            .map(words -> new Entry(words.get(0), words.subList(1, words.size())))
            .toList();
      } catch (IOException e) {
        throw new IllegalStateException("The jar is damaged: " + TABLE + " can't be read.", e);
      }
    }
  }
}
