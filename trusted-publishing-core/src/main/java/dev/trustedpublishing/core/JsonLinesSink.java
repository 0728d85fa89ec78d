package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.event.AuditEntry;
import dev.trustedpublishing.api.event.AuditSink;
import dev.trustedpublishing.api.json.Json;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Appends events to a file, one line of JSON each, in CloudEvents 1.0 structured form. A line is
 * written with one call, so that a reader never sees half of it, and the file is forced to disk
 * when the sink is closed. Thread-safe.
 */
final class JsonLinesSink implements AuditSink {
  /** No channel: an interrupt of the run would close it, and with it the rest of the trail. */
  private final FileOutputStream file;

  private final Json json = new StrictJson();

  private JsonLinesSink(FileOutputStream file) {
    this.file = file;
  }

  /**
   * Opens a file for appending.
   *
   * @param path the file
   * @return the sink
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be written
   */
  public static JsonLinesSink open(Path path) {
    try {
      return new JsonLinesSink(new FileOutputStream(path.toFile(), true));
    } catch (IOException e) {
      throw TrustedPublishingException.during(
              Stage.PLAN,
              Problem.of(
                      ErrorCode.USAGE_INVALID_OPTION,
                      "The audit log " + SafeText.shown(path.toString()) + " can't be written.")
                  .found(SafeText.shown(e.getClass().getSimpleName() + ": " + e.getMessage()))
                  .wanted("a file in a folder that exists and may be written to")
                  .remedy("Choose another file, or create its folder first."))
          .cause(e)
          .build();
    }
  }

  @Override
  public void accept(AuditEntry entry) {
    byte[] text = json.write(envelope(entry));
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (file.getFD().valid()) {
      file.getFD().sync();
      file.close();
    }
  }

  private synchronized void write(byte[] line) throws IOException {
    file.write(line);
  }

  private static Map<String, Object> envelope(AuditEntry entry) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("specversion", "1.0");
    envelope.put("id", entry.runId() + "/" + entry.sequence());
    envelope.put("source", "urn:trusted-publishing:run:" + entry.runId());
    envelope.put("type", "dev.trustedpublishing." + entry.event().type());
    envelope.put("time", entry.time().toString());
    envelope.put("sequence", entry.sequence());
    entry.event().stage().ifPresent(stage -> envelope.put("stage", stage.toString()));
    envelope.put("data", entry.event().attributes());
    return envelope;
  }
}
