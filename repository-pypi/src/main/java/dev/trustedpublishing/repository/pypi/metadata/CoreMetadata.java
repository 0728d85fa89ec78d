package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.http.HttpBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The metadata of a distribution: the fields of its {@code METADATA} or {@code PKG-INFO} in the
 * order of the file. The upload form is created only from them, so the form and the file can't
 * differ.
 *
 * @param entries the fields that have a value
 */
public record CoreMetadata(List<Entry> entries) {
  /** Copies the list. */
  public CoreMetadata {
    entries = List.copyOf(entries);
  }

  /**
   * One field with one value.
   *
   * @param field the field
   * @param value its value, never empty
   * @param line the line of the file where it starts, counted from 1
   */
  public record Entry(MetadataField field, String value, int line) {}

  /** The first value of a field. */
  public Optional<String> first(MetadataField field) {
    return all(field).stream().map(Entry::value).findFirst();
  }

  /** The name of the project, if it is valid. */
  public Optional<ProjectName> project() {
    return first(MetadataField.NAME).map(ProjectName::new).filter(ProjectName::isValid);
  }

  /** The version of the release, if it is valid. */
  public Optional<PythonVersion> version() {
    return first(MetadataField.VERSION).flatMap(PythonVersion::parse);
  }

  /** All entries of a field, in order. */
  public List<Entry> all(MetadataField field) {
    // Asked for every field of every file, which a stream each makes slow in a short run.
    List<Entry> all = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.field() == field) {
        all.add(entry);
      }
    }
    return Collections.unmodifiableList(all);
  }

  /** Returns the fields in the form of the upload form. */
  public List<HttpBody.Field> formFields() {
    return entries.stream()
        .map(entry -> new HttpBody.Field(entry.field().formName, entry.value()))
        .toList();
  }
}
