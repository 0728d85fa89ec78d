/** The goal {@code help}, which the build generates from the other goals. */
@API(status = API.Status.INTERNAL, since = "0.1")
package dev.trustedpublishing.maven.help;

import org.apiguardian.api.API;
