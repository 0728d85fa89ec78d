package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.util.List;
import java.util.function.Consumer;

/**
 * Creates the detected CI systems hide secrets in their logs, by printing their masking command.
 * This applies to all detected systems, not only to the selected identity provider: a supplied
 * token must be hidden too.
 *
 * @param commands receives the commands
 * @param here the providers of the detected CI systems
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
