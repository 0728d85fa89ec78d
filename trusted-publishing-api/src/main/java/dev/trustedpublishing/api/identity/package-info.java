/** Who the CI job says it is: the identity token and its unverified claims. */
@NullMarked
package dev.trustedpublishing.api.identity;

import org.jspecify.annotations.NullMarked;
