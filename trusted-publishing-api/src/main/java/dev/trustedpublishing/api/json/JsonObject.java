package dev.trustedpublishing.api.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An external JSON object, read member by member. A member that is absent or null is empty; a
 * member of an unexpected type is an error that names it. Immutable and thread-safe; {@link
 * #toString()} shows names only, because values may be secret.
 */
public final class JsonObject {
  private final String path;
  private final Map<String, @Nullable Object> members;

  private JsonObject(String path, Map<String, @Nullable Object> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Wraps parsed members; for implementations of {@link Json}.
   *
   * @param members names to {@link String}, {@link Number}, {@link Boolean}, null, {@link List} or
   *     {@link Map} of these; copied
   * @return the object
   */
  public static JsonObject of(Map<String, ? extends @Nullable Object> members) {
    return new JsonObject("", copy(members));
  }

  /**
   * Returns the names of all members.
   *
   * @return the names in the order of the text
   */
  public Set<String> names() {
    return members.keySet();
  }

  /**
   * Returns all members unchanged, to pass them on. To interpret a member, use the typed methods.
   *
   * @return names to {@link String}, {@link Number}, {@link Boolean}, null, {@link List} or {@link
   *     Map} of these, in the order of the text; can't be changed
   */
  public Map<String, @Nullable Object> members() {
    return members;
  }

  /**
   * Returns a string.
   *
   * @param name the member's name
   * @return its value; empty if absent or null
   * @throws JsonException if it is not a string
   */
  public Optional<String> text(String name) {
    return member(name, String.class, "a string");
  }

  /**
   * Returns a required string.
   *
   * @param name the member's name
   * @return its value, not blank
   * @throws JsonException if it is absent, null, blank, or not a string
   */
  public String requireText(String name) {
    return text(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new JsonException("'" + path + name + "' is missing or empty"));
  }

  /**
   * Returns a whole number.
   *
   * @param name the member's name
   * @return its value; empty if absent or null
   * @throws JsonException if it is not a whole number of at most 64 bits
   */
  public Optional<Long> wholeNumber(String name) {
    return member(name, Number.class, "a number").map(number -> toLong(name, number));
  }

  /**
   * Returns a boolean.
   *
   * @param name the member's name
   * @return its value; empty if absent or null
   * @throws JsonException if it is neither true nor false
   */
  public Optional<Boolean> bool(String name) {
    return member(name, Boolean.class, "true or false");
  }

  /**
   * Returns a nested object.
   *
   * @param name the member's name
   * @return the object; empty if absent or null
   * @throws JsonException if it is not an object
   */
  public Optional<JsonObject> object(String name) {
    return member(name, Map.class, "an object")
        .map(inner -> new JsonObject(path + name + ".", typed(inner)));
  }

  /**
   * Returns a list of strings. A single string counts as a list of one, as in the {@code aud} claim
   * of a JWT (RFC 7519, 4.1.3).
   *
   * @param name the member's name
   * @return the strings; empty if absent or null
   * @throws JsonException if it is neither a string nor a list of strings
   */
  public List<String> texts(String name) {
    Object value = members.get(name);
    if (value instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw wrongType(name, "a list of strings");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /**
   * Returns a list of objects.
   *
   * @param name the member's name
   * @return the objects; empty if absent or null
   * @throws JsonException if it is not a list of objects
   */
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof Map<?, ?> inner)) {
        throw wrongType(name, "a list of objects");
      }
      objects.add(new JsonObject(path + name + "[" + objects.size() + "].", typed(inner)));
    }
    return List.copyOf(objects);
  }

  /** The names only. */
  @Override
  public String toString() {
    return "JsonObject" + members.keySet();
  }

  private List<?> list(String name) {
    return member(name, List.class, "a list").<List<?>>map(list -> list).orElse(List.of());
  }

  private <T> Optional<T> member(String name, Class<T> type, String expected) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw wrongType(name, expected);
    }
    return Optional.of(type.cast(value));
  }

  private long toLong(String name, Number number) {
    if (number instanceof Long || number instanceof Integer) {
      return number.longValue();
    }
    throw wrongType(name, "a whole number");
  }

  private JsonException wrongType(String name, String expected) {
    return new JsonException("'" + path + name + "' is not " + expected);
  }

  @SuppressWarnings("unchecked") // A parsed JSON object has strings for names.
  private static Map<String, @Nullable Object> typed(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  private static Map<String, @Nullable Object> copy(
      Map<String, ? extends @Nullable Object> members) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }
}
