/** JSON from outside, read with caps and without surprises. */
@NullMarked
package dev.trustedpublishing.api.json;

import org.jspecify.annotations.NullMarked;
