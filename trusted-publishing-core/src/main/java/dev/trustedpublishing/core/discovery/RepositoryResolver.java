package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.core.settings.Suggestion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resolves the configured repository: a well-known name, a URL, or {@code protocol+URL} if several
 * repository modules support the URL.
 */
public record RepositoryResolver(PackageRepository repository, RepositoryTarget target) {

  /**
   * Chooses.
   *
   * @param written the configured name or URL
   * @param repositories the discovered repositories
   * @param files the files to publish; may be empty
   * @param context passed to the repositories
   */
  public static RepositoryResolver resolve(
      String written, List<PackageRepository> repositories, List<Path> files, SpiContext context) {
    String text = written.strip();
    boolean isUrl = text.contains("://") || text.regionMatches(true, 0, "http:", 0, 5);
    Optional<PackageRepository> named =
        repositories.stream().filter(r -> isUrl && text.startsWith(r.id() + "+")).findFirst();
    String asked = isUrl ? text : text.toLowerCase(Locale.ROOT);
    List<RepositoryResolver> choices =
        named.map(List::of).orElse(repositories).stream()
            .flatMap(repository -> ask(repository, asked, files, context).stream())
            .toList();
    if (choices.size() == 1) {
      return choices.get(0);
    }
    Problem problem = choices.isEmpty() ? unknown(text, repositories) : ambiguous(text, choices);
    throw problem.toException(Stage.PLAN);
  }

  private static Optional<RepositoryResolver> ask(
      PackageRepository repository, String nameOrUrl, List<Path> files, SpiContext context) {
    try {
      return repository
          .resolve(nameOrUrl, files, context)
          .map(target -> new RepositoryResolver(repository, target));
    } catch (IllegalArgumentException e) {
      throw Problem.of(ErrorCode.USAGE_INVALID_URL, "The repository URL is invalid.")
          .found(String.valueOf(e.getMessage()))
          .expected("the HTTPS upload URL")
          .remedy("Correct the URL, or use a well-known name: " + names(List.of(repository)) + ".")
          .toException(Stage.PLAN);
    }
  }

  private static Problem unknown(String text, List<PackageRepository> repositories) {
    String known =
        repositories.isEmpty() ? "no repository module on the class path" : names(repositories);
    Optional<KnownPlugin> missing =
        KnownPlugin.missingFor(
            text.toLowerCase(Locale.ROOT),
            repositories.stream().map(PackageRepository::id).toList());
    if (missing.isPresent()) {
      return Problem.of(
              ErrorCode.USAGE_UNKNOWN_REPOSITORY,
              "The repository module of '"
                  + SafeText.shown(withoutUserInfo(text))
                  + "' is missing.")
          .found(known)
          .expected("the repository module '" + missing.get().id() + "'")
          .remedy(missing.get().remedy());
    }
    return Problem.of(
            ErrorCode.USAGE_UNKNOWN_REPOSITORY,
            "Unknown repository '" + SafeText.shown(withoutUserInfo(text)) + "'.")
        .found(known)
        .expected("one of these names, or the HTTPS upload URL")
        .remedy(
            repositories.isEmpty()
                ? KnownPlugin.add(
                    "a repository module, such as trusted-publishing-repository-pypi,")
                : Suggestion.of(
                        text.toLowerCase(Locale.ROOT),
                        repositories.stream().flatMap(r -> r.knownNames().stream()).toList())
                    .map(name -> "Did you mean '" + name + "'?")
                    .orElse("Use one of these names, or a URL that starts with https://."));
  }

  private static Problem ambiguous(String text, List<RepositoryResolver> choices) {
    String ids = choices.stream().map(c -> c.repository.id()).collect(Collectors.joining(", "));
    return Problem.of(
            ErrorCode.USAGE_UNKNOWN_REPOSITORY, "More than one repository module accepts this URL.")
        .found(ids)
        .expected("exactly one protocol")
        .remedy(
            "Add the protocol in front: %s+%s"
                .formatted(choices.get(0).repository.id(), SafeText.shown(withoutUserInfo(text))));
  }

  private static String names(List<PackageRepository> repositories) {
    return repositories.stream()
        .flatMap(r ->
            r.knownNames().isEmpty() ? Stream.of(r.id() + "+https://...") : r.knownNames().stream())
        .collect(Collectors.joining(", "));
  }

  private static String withoutUserInfo(String text) {
    int end = text.lastIndexOf('@');
    int start = text.indexOf("://") + 3;
    if (end < 0) {
      return text;
    }
    return text.substring(0, start > 2 && start <= end ? start : 0)
        + "[hidden]"
        + text.substring(end);
  }
}
