/** What {@code benchmarks/run} measures: peers, and JMH for the inside. */
@NullMarked
package dev.trustedpublishing.benchmarks;

import org.jspecify.annotations.NullMarked;
