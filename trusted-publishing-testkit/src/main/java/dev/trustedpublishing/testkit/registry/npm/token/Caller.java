package dev.trustedpublishing.testkit.registry.npm.token;

import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;

/** The caller of a request, by its API token. */
public sealed interface Caller {

  /** No token, an unknown one, or an expired one. */
  record Nobody() implements Caller {}

  /** A long-lived token that the owner of an account created on the web site. */
  record Account() implements Caller {}

  /** A token that an identity token was exchanged for. */
  record Publisher(MintedToken token) implements Caller {}

  /** Returns whether a package that is not public can be seen. */
  default boolean sees(PackageName name) {
    return this instanceof Publisher publisher
        ? publisher.token().packageName().equals(name.value())
        : this instanceof Account;
  }

  /**
   * Checks that a package may be written to (issues of npm/cli).
   *
   * @throws Refusal if it may not
   */
  default void check(PackageName name, Permission permission) {
    if (this instanceof Nobody) {
      throw Refusal.unauthenticated();
    }
    if (this instanceof Publisher publisher) {
      if (!publisher.token().packageName().equals(name.value())) {
        throw Refusal.notFound();
      }
      if (!publisher.token().permissions().contains(permission)) {
        throw Refusal.notPermitted();
      }
    }
  }
}
