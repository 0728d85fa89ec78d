/** What an author of a CI or registry jar implements, and what the library hands in. */
@NullMarked
package dev.trustedpublishing.api.spi;

import org.jspecify.annotations.NullMarked;
