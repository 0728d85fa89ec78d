package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells the CI systems that the job runs on which secrets to hide in their logs, by printing the
 * command that they listen for. That is not for the provider of the identity alone: a token that
 * was carried in by hand has to be hidden too.
 *
 * @param commands takes the commands
 * @param here the providers of the CI systems that are here
 */
public record SecretMasker(Consumer<String> commands, List<IdentityProvider> here) {

  public void hide(Secret secret) {
    // A line break would end the command and start another one.
    if (secret.isHeaderSafe()) {
      for (IdentityProvider provider : here) {
        provider.maskingCommand(secret).map(Secret::reveal).ifPresent(commands);
      }
    }
  }
}
