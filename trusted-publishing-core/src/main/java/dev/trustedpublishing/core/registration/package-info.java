/** What is registered at a registry as a trusted publisher, and what a job would present. */
@NullMarked
package dev.trustedpublishing.core.registration;

import org.jspecify.annotations.NullMarked;
