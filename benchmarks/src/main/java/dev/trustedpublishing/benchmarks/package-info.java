/** What the library costs, measured with JMH between SPIs that live in memory. */
@NullMarked
package dev.trustedpublishing.benchmarks;

import org.jspecify.annotations.NullMarked;
