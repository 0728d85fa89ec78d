package dev.trustedpublishing.core;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.util.function.Consumer;

/**
 * Tells the CI system which secrets to hide in its logs, by printing the command that it listens
 * for.
 */
record LogMask(Consumer<String> commands) {

  void hide(IdentityProvider provider, Secret secret) {
    // A line break would end the command and start another one.
    if (secret.isHeaderSafe()) {
      provider.maskingCommand(secret).map(Secret::reveal).ifPresent(commands);
    }
  }
}
