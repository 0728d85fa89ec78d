package dev.trustedpublishing.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Every form of every secret of a run, to be looked for where none may be. */
public final class Leaks {
  private static final String MASK = "::add-mask::";

  private final Set<String> secrets = new LinkedHashSet<>();

  /** Collects what the CI job held, what was minted, and what was told to the CI system to hide. */
  public Leaks(Sandbox sandbox, String commands) {
    secrets.add(sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    sandbox.pypi().mintedTokens().stream().map(MintedToken::value).forEach(secrets::add);
    commands
        .lines()
        .filter(line -> line.startsWith(MASK))
        .map(line -> line.substring(MASK.length()))
        .forEach(secrets::add);
  }

  /** How many secrets of the run are known: a search for none proves nothing. */
  public int count() {
    return secrets.size();
  }

  public void assertNoneIn(String text) {
    String visible =
        text.lines().filter(line -> !line.startsWith(MASK)).collect(Collectors.joining("\n"));
    assertThat(LeakScan.forSecrets(secrets).find(visible)).as("a secret in the output").isEmpty();
  }
}
