package com.example.crates;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The addresses of one registry. */
record Registry(RepositoryTarget target) {

  /** The registry's host, as its own GitHub action derives it. */
  String audience() {
    return target.endpoint().getAuthority();
  }

  URI tokens() {
    return target.endpoint().resolve("api/v1/trusted_publishing/tokens");
  }

  URI upload() {
    return target.endpoint().resolve("api/v1/crates/new");
  }

  Optional<URI> page(Crate crate) {
    return Optional.of(
        target.endpoint().resolve("crates/" + crate.packageName() + "/" + crate.version()));
  }

  /** The sparse index: a file of JSON lines for each crate, in folders by the name's beginning. */
  URI index(String crate) {
    String name = crate.toLowerCase(Locale.ROOT);
    String folder =
        switch (name.length()) {
          case 1 -> "1/";
          case 2 -> "2/";
          case 3 -> "3/" + name.charAt(0) + "/";
          default -> name.substring(0, 2) + "/" + name.substring(2, 4) + "/";
        };
    URI index =
        audience().equals("crates.io")
            ? URI.create("https://index.crates.io/")
            : target.endpoint().resolve("index/");
    return index.resolve(folder + name);
  }
}
