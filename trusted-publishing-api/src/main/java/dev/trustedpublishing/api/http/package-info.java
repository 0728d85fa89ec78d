/**
 * One HTTP exchange as the library sees it: the call, the body, the answer, and how an attempt
 * ended.
 */
@NullMarked
package dev.trustedpublishing.api.http;

import org.jspecify.annotations.NullMarked;
