/** Takes the place of SLF4J in the relocated libraries. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.trustedpublishing.internal.log;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
