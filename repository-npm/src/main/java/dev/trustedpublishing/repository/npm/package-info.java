/**
 * npm registries: finding the address, reading and checking packed packages, and one class for each
 * call to the registry.
 */
@NullMarked
package dev.trustedpublishing.repository.npm;

import org.jspecify.annotations.NullMarked;
