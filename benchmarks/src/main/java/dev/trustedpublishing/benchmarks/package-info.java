/** What {@code benchmarks/run} measures with: a neutral server, peers, and JMH for the inside. */
package dev.trustedpublishing.benchmarks;
