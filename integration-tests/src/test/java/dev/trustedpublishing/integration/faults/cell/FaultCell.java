package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A fault of one row of docs/fault-matrix.md, for the calls that it is played for.
 *
 * @param name the row's id and what happens
 * @param calls which calls it happens to
 * @param fault what happens
 * @param settings where
 * @param expected what has to come of it
 * @param check what else has to be true
 */
record FaultCell(
    String name,
    Set<Call> calls,
    CellFault fault,
    Set<Setting> settings,
    ExpectedOutcome expected,
    BiConsumer<RunRecord, FaultyRoute> check) {

  /** What is published to, and how. */
  enum Setting {
    INDEX_PLAIN(Registry.INDEX, RunPlan.Wire.PLAIN),
    PYPI_TLS(Registry.PYPI, RunPlan.Wire.TLS),
    NPM_PLAIN(Registry.NPM, RunPlan.Wire.PLAIN),
    NPM_TLS(Registry.NPM, RunPlan.Wire.TLS);

    private final Registry registry;
    private final RunPlan.Wire wire;

    Setting(Registry registry, RunPlan.Wire wire) {
      this.registry = registry;
      this.wire = wire;
    }

    Registry registry() {
      return registry;
    }

    RunPlan.Wire wire() {
      return wire;
    }
  }

  /** Where it makes a difference to TLS that bytes stay away. */
  static final Set<Setting> EVERYWHERE = EnumSet.allOf(Setting.class);

  static final Set<Setting> OVER_TLS = EnumSet.of(Setting.PYPI_TLS, Setting.NPM_TLS);
  static final Set<Setting> PLAIN = EnumSet.of(Setting.INDEX_PLAIN, Setting.NPM_PLAIN);
  static final Set<Setting> ONCE = EnumSet.of(Setting.INDEX_PLAIN);
  static final Set<Setting> ONCE_OVER_TLS = EnumSet.of(Setting.PYPI_TLS);

  static FaultCell of(String name, String letters, CellFault fault, ExpectedOutcome expected) {
    return new FaultCell(name, calls(letters), fault, PLAIN, expected, (observed, route) -> {});
  }

  FaultCell in(Set<Setting> where) {
    return new FaultCell(name, calls, fault, where, expected, check);
  }

  FaultCell checking(BiConsumer<RunRecord, FaultyRoute> more) {
    return new FaultCell(name, calls, fault, settings, expected, check.andThen(more));
  }

  /** These words are said where the failure ends the run. */
  FaultCell saying(String... message) {
    return checking((observed, route) -> {
      if (observed.failure().isPresent()) {
        assertThat(RunOutcome.message(observed)).contains(message);
      }
    });
  }

  /** The row alone, such as {@code T04}. */
  String row() {
    return name.substring(0, 3);
  }

  /** How a test of one call is named, such as {@code T04 on X}. */
  String on(Call call) {
    return row() + " on " + letter(call);
  }

  boolean isPlayed(Call call, Setting setting) {
    return calls.contains(call)
        && settings.contains(setting)
        && setting.registry().calls().contains(call);
  }

  static Set<Call> calls(String letters) {
    EnumSet<Call> calls = EnumSet.noneOf(Call.class);
    letters.chars().forEach(letter -> calls.add(call((char) letter)));
    return calls;
  }

  private static Call call(char letter) {
    return switch (letter) {
      case 'O' -> Call.OBTAIN;
      case 'A' -> Call.AUDIENCE;
      case 'X' -> Call.EXCHANGE;
      case 'P' -> Call.PRESENCE;
      case 'U' -> Call.UPLOAD;
      case 'R' -> Call.REVOKE;
      default -> throw new IllegalArgumentException("no call is called " + letter);
    };
  }

  private static char letter(Call call) {
    return switch (call) {
      case OBTAIN -> 'O';
      case AUDIENCE -> 'A';
      case EXCHANGE -> 'X';
      case PRESENCE -> 'P';
      case UPLOAD -> 'U';
      case REVOKE -> 'R';
      case DISCOVERY, OTHER -> throw new IllegalArgumentException("no letter for " + call);
    };
  }
}
