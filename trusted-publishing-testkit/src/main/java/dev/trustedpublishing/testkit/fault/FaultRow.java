package dev.trustedpublishing.testkit.fault;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rows of docs/fault-matrix.md that a test, or the cases of a parameterized test, cover.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.FIELD})
public @interface FaultRow {
  /**
   * Returns the ids of the rows, such as {@code T07}.
   *
   * @return the ids
   */
  String[] value();
}
