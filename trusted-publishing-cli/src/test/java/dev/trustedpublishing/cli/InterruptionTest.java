package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class InterruptionTest {
  @Test
  void close_withoutSignal_removesShutdownHook() {
    Interruption signals = Interruption.ofCurrentThread();
    signals.listen();

    signals.close();

    // A hook that is still registered can't be registered again.
    assertThatCode(signals::listen).doesNotThrowAnyException();
    signals.close();
  }
}
