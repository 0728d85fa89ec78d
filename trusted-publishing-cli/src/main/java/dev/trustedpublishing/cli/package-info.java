/** {@code trusted-publish}: the library at a shell. A thin face over the core. */
@NullMarked
package dev.trustedpublishing.cli;

import org.jspecify.annotations.NullMarked;
