package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/** The stored credential in {@code settings.xml}, which only the rule may allow. */
final class ServerCredential {
  private static final String DEFAULT_USER = "__token__";
  private static final String ANOTHER_RULE =
      "<trustedPublishing>automatic</trustedPublishing> to use it if no CI system is present, or"
          + " never to use only the credential.";

  private final Settings settings;
  private final SettingsDecrypter decrypter;

  ServerCredential(Settings settings, SettingsDecrypter decrypter) {
    this.settings = settings;
    this.decrypter = decrypter;
  }

  /** Sets the rule, and the credential if the rule allows one. */
  void apply(TrustedPublishing rule, @Nullable String serverId, TrustedPublisherBuilder builder) {
    builder.trustedPublishing(rule);
    if (rule == TrustedPublishing.ALWAYS) {
      if (serverId != null) {
        throw refusal(
            "A stored credential was configured, but trusted publishing is 'always'.",
            "<serverId> together with <trustedPublishing> always, which is the default",
            "one of the two",
            "Remove <serverId>. Or set " + ANOTHER_RULE);
      }
      return;
    }
    if (serverId != null) {
      Server server = decrypted(found(serverId));
      builder.storedCredential(
          Optional.ofNullable(server.getUsername()).orElse(DEFAULT_USER),
          Secret.of(server.getPassword()));
    } else if (rule == TrustedPublishing.NEVER) {
      throw refusal(
          "No credential is available: trusted publishing is 'never'.",
          "<trustedPublishing> never without <serverId>",
          "the id of a server in settings.xml",
          "Set <serverId>, or remove <trustedPublishing>.");
    }
  }

  private Server found(String serverId) {
    Server server = settings.getServer(serverId);
    if (server == null || server.getPassword() == null || server.getPassword().isEmpty()) {
      String shown = SafeText.shown(serverId);
      throw refusal(
          "The stored credential of server '" + shown + "' is not available.",
          server == null ? "no such server in settings.xml" : "a server without a password",
          "a <server> with the id '" + shown + "' and a <password>",
          "Add it to settings.xml, or correct <serverId>.");
    }
    return server;
  }

  private Server decrypted(Server server) {
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
    if (!result.getProblems().isEmpty()) {
      throw refusal(
          "The password of server '" + SafeText.shown(server.getId()) + "' can't be decrypted.",
          result.getProblems().size() + " problems of Maven's decryption",
          "a password that Maven can decrypt with settings-security.xml",
          "Run Maven's password encryption again, or use a plain password from a variable: "
              + "${env.NAME}.");
    }
    return result.getServer();
  }

  private static TrustedPublishingException refusal(
      String what, String found, String expected, String remedy) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, what)
        .found(found)
        .expected(expected)
        .remedy(remedy)
        .toException(Stage.PLAN);
  }
}
