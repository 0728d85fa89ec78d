/**
 * PyPI, TestPyPI and indexes with the same protocol: reading and checking wheels and source
 * distributions, and one class for each call to the registry.
 */
@NullMarked
package dev.trustedpublishing.repository.pypi;

import org.jspecify.annotations.NullMarked;
