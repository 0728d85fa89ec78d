/** Looks at a job and says what would keep it from publishing, and what is left to clean up. */
@NullMarked
package dev.trustedpublishing.core.doctor;

import org.jspecify.annotations.NullMarked;
