/**
 * One HTTP exchange as the library sees it: the call, the body, the answer, and how an attempt
 * ended.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
