/**
 * Writes the CI file of a release and fills in the registration form, from what the project says.
 */
@NullMarked
package dev.trustedpublishing.core.setup;

import org.jspecify.annotations.NullMarked;
