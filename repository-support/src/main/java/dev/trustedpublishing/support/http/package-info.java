/** Maps HTTP responses to errors, follows safe redirects and reads token responses. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.support.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
