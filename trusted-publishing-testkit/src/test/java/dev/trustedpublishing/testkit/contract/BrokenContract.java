package dev.trustedpublishing.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  /** The rules of a contract, and of what it extends. */
  static List<String> rules(Class<?> contract) {
    List<String> rules = new ArrayList<>();
    for (Class<?> type = contract; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          rules.add(method.getName());
        }
      }
    }
    return rules;
  }

  private static String name(Event event) {
    return event.getTestDescriptor().getDisplayName().replace("()", "");
  }
}
