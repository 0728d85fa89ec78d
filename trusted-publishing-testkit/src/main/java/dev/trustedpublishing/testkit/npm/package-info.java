/** A package registry that speaks npm's protocol and really verifies. */
@NullMarked
package dev.trustedpublishing.testkit.npm;

import org.jspecify.annotations.NullMarked;
