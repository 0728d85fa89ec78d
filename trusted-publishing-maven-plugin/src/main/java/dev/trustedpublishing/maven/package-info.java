/**
 * The goals of the Maven plug-in. A thin front end for the core: its interface is the goals and
 * their parameters.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.maven;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
