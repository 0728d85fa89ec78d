/**
 * The words that everything else uses: secrets, origins, stages, error codes, problems and the
 * exception that carries them.
 */
@NullMarked
package dev.trustedpublishing.api;

import org.jspecify.annotations.NullMarked;
