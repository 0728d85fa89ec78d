package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.npm.options.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was chosen for npm registries.
 *
 * @param tag the tag
 * @param access who may install it
 * @param provenanceFile a ready bundle
 * @param stage whether a maintainer has to approve it
 */
record NpmChoice(
    Optional<String> tag,
    Optional<AccessRule> access,
    Optional<Path> provenanceFile,
    boolean stage) {

  /**
   * Tells the publisher, where something was chosen.
   *
   * @param repository where to publish, as it was written
   * @param builder the publisher
   * @throws TrustedPublishingException {@code usage.invalid-option} if it is no npm registry
   */
  void apply(String repository, TrustedPublisherBuilder builder) {
    List<String> chosen = chosen();
    if (chosen.isEmpty()) {
      return;
    }
    if (!isNpm(repository)) {
      throw TrustedPublishingException.builder(Stage.PLAN, foreign(chosen, repository)).build();
    }
    builder.with(configured());
  }

  private NpmRepository configured() {
    NpmRepository npm = stage ? new NpmRepository().staged() : new NpmRepository();
    npm = tag.map(npm::withTag).orElse(npm);
    npm = access.map(rule -> Access.valueOf(rule.name())).map(npm::withAccess).orElse(npm);
    return provenanceFile.map(npm::withProvenanceFile).orElse(npm);
  }

  private List<String> chosen() {
    return Stream.of(
            tag.map(value -> "--tag"),
            access.map(value -> "--access"),
            provenanceFile.map(value -> "--provenance-file"),
            Optional.of("--stage").filter(name -> stage))
        .flatMap(Optional::stream)
        .toList();
  }

  private static boolean isNpm(String repository) {
    String text = repository.strip().toLowerCase(Locale.ROOT);
    return text.equals("npm") || text.startsWith("npm+");
  }

  private static Problem foreign(List<String> chosen, String repository) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            String.join(" and ", chosen)
                + (chosen.size() == 1 ? " is an option" : " are options")
                + " of npm registries only.")
        .found("the repository '" + SafeText.shown(repository.replaceAll("//[^/@]*@", "//")) + "'")
        .expected("--repository npm, or --repository npm+https://...")
        .remedy("Leave " + String.join(" and ", chosen) + " out, or name an npm registry.");
  }
}
