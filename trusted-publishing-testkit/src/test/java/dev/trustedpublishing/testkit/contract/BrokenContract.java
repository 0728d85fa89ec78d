package dev.trustedpublishing.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a contract against an implementation that breaks it. */
final class BrokenContract {
  private BrokenContract() {}

  /** The rules that failed. */
  static List<String> failures(Class<?> contract) {
    var tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents();
    assertThat(tests.started().count()).isGreaterThan(10);
    return tests.failed().stream().map(BrokenContract::name).toList();
  }

  /**
   * Creates an implementation without naming its class, which would make it a part of the others.
   */
  @SuppressWarnings("unchecked")
  static <T> T made(String name) {
    try {
      String type = BrokenContract.class.getPackageName() + "." + name;
      return (T) Class.forName(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(Event event) {
    return event.getTestDescriptor().getDisplayName().replace("()", "");
  }
}
