/**
 * Embedded CI systems besides GitHub and GitLab: what their jobs find, and the servers and agents
 * that issue their identity tokens.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.ci;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
