package dev.trustedpublishing.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of {@link ArchitectureTest} that read the page fail when they are broken. */
class ArrowsTest {
  private static final String PAGE =
      """
      # Architecture

      ## Modules

      | module | may use |
      | --- | --- |
      | `cli` | `core` |
      | `core` | - |

      ## Packages

      Words.

      ### `core`

      | package | may use |
      | --- | --- |
      | `core` | `core.http`, `core.json` |
      | `core.http` | - |
      | `core.json` | - |

      ## More
      """;

  private final ArchitecturePage page = new ArchitecturePage(PAGE);

  @Test
  void changesTo_sameArrows_isEmpty() {
    Arrows code =
        arrows(
            Map.of(
                "core", List.of("core.json", "core.http"),
                "core.http", List.of(),
                "core.json", List.of()));

    assertThat(page.packagesOf("core").changesTo(code)).isEmpty();
    assertThat(
            arrows(page.modules())
                .changesTo(arrows(Map.of("cli", List.of("core"), "core", List.of()))))
        .isEmpty();
  }

  @Test
  void changesTo_undocumentedArrow_printsRow() {
    Arrows code =
        arrows(
            Map.of(
                "core", List.of("core.http", "core.json"),
                "core.http", List.of("core.json"),
                "core.json", List.of(),
                "core.report", List.of()));

    assertThat(page.packagesOf("core").changesTo(code))
        .containsExactly(
            "replace: | `core.http` | - |\n     by: | `core.http` | `core.json` |",
            "add this row: | `core.report` | - |");
  }

  @Test
  void changesTo_unusedArrow_printsRow() {
    Arrows code = arrows(Map.of("core", List.of("core.http"), "core.http", List.of()));

    assertThat(page.packagesOf("core").changesTo(code))
        .containsExactly(
            "replace: | `core` | `core.http`, `core.json` |\n     by: | `core` | `core.http` |",
            "delete this row: | `core.json` | - |");
  }

  @Test
  void cycle_backwardArrow_returnsPackages() {
    assertThat(
            arrows(
                    Map.of(
                        "a",
                        List.of("b"),
                        "b",
                        List.of("c", "d"),
                        "c",
                        List.of(),
                        "d",
                        List.of("b")))
                .cycle())
        .containsExactly("b", "d", "b");
    assertThat(page.packagesOf("core").cycle()).isEmpty();
  }

  @Test
  void withPackages_replacesOnlyThePackageTables() {
    Arrows core = arrows(Map.of("core", List.of("core.http"), "core.http", List.of()));
    Arrows cli = arrows(Map.of("cli", List.of(), "cli.demo", List.of("cli")));

    assertThat(page.withPackages(new java.util.TreeMap<>(Map.of("core", core, "cli", cli))))
        .isEqualTo(
            """
            # Architecture

            ## Modules

            | module | may use |
            | --- | --- |
            | `cli` | `core` |
            | `core` | - |

            ## Packages

            Words.

            ### `cli`

            | package | may use |
            | --- | --- |
            | `cli` | - |
            | `cli.demo` | `cli` |

            ### `core`

            | package | may use |
            | --- | --- |
            | `core` | `core.http` |
            | `core.http` | - |

            ## More
            """);
  }

  private static Arrows arrows(Map<String, List<String>> uses) {
    return Arrows.of(uses);
  }
}
