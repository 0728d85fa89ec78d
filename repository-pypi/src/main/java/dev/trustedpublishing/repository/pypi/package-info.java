/**
 * PyPI, TestPyPI and indexes with the same protocol: reading and checking wheels and source
 * distributions, and one class for each call to the registry.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
