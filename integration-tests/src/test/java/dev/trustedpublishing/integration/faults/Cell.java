package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A fault of one row of docs/fault-matrix.md section 4, for the calls that it is played for.
 *
 * @param name the row's id and what happens
 * @param calls which calls it happens to
 * @param fault what happens
 * @param settings where
 * @param expected what has to come of it
 * @param check what else has to be true
 */
record Cell(
    String name,
    Set<Call> calls,
    Fault fault,
    Set<Setting> settings,
    Expected expected,
    BiConsumer<Story, Detour> check) {

  /** What is published to, and how. */
  enum Setting {
    INDEX_PLAIN(Registry.INDEX, Plan.Wire.PLAIN),
    PYPI_TLS(Registry.PYPI, Plan.Wire.TLS),
    NPM_PLAIN(Registry.NPM, Plan.Wire.PLAIN),
    NPM_TLS(Registry.NPM, Plan.Wire.TLS);

    private final Registry registry;
    private final Plan.Wire wire;

    Setting(Registry registry, Plan.Wire wire) {
      this.registry = registry;
      this.wire = wire;
    }

    Registry registry() {
      return registry;
    }

    Plan.Wire wire() {
      return wire;
    }
  }

  /** Where it makes a difference to TLS that bytes stay away. */
  static final Set<Setting> EVERYWHERE = EnumSet.allOf(Setting.class);

  static final Set<Setting> OVER_TLS = EnumSet.of(Setting.PYPI_TLS, Setting.NPM_TLS);
  static final Set<Setting> PLAIN = EnumSet.of(Setting.INDEX_PLAIN, Setting.NPM_PLAIN);
  static final Set<Setting> ONCE = EnumSet.of(Setting.INDEX_PLAIN);
  static final Set<Setting> ONCE_OVER_TLS = EnumSet.of(Setting.PYPI_TLS);

  static Cell of(String name, String letters, Fault fault, Expected expected) {
    return new Cell(name, calls(letters), fault, PLAIN, expected, (story, detour) -> {});
  }

  Cell in(Set<Setting> where) {
    return new Cell(name, calls, fault, where, expected, check);
  }

  Cell checking(BiConsumer<Story, Detour> more) {
    return new Cell(name, calls, fault, settings, expected, check.andThen(more));
  }

  /** These words are said where the failure ends the run. */
  Cell saying(String... words) {
    return checking((story, detour) -> {
      if (story.failure().isPresent()) {
        assertThat(Outcome.words(story)).contains(words);
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
