package com.example.crates;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.json.Json;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The body of an upload: length and JSON, length and crate, little-endian; streamed. */
record Frame(Crate crate, byte[] head) {

  static Frame of(Crate crate, Json json) {
    Map<String, Object> release = new LinkedHashMap<>();
    release.put("name", crate.packageName());
    release.put("vers", crate.version());
    // crates.io takes the rest from Cargo.toml; older registries insist on these two.
    release.put("deps", List.of());
    release.put("features", Map.of());
    byte[] text = json.write(release);
    ByteBuffer head = ByteBuffer.allocate(4 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(text.length).put(text).putInt(Math.toIntExact(crate.file().size()));
    return new Frame(crate, head.array());
  }

  HttpBody body() {
    return new HttpBody.Stream(
        "application/octet-stream",
        head.length + crate.file().size(),
        () -> new SequenceInputStream(new ByteArrayInputStream(head), crate.file().open()));
  }

  /** How many of the bytes sent so far are the file's. */
  long ofTheFile(long sent) {
    return Math.max(0, sent - head.length);
  }
}
