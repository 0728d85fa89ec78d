/** Processes of their own beside what is measured: a registry, a network, and a Sigstore log. */
@NullMarked
package dev.trustedpublishing.benchmarks.server;

import org.jspecify.annotations.NullMarked;
