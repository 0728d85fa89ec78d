package dev.trustedpublishing.audit.format;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a file, one line of JSON each, in CloudEvents 1.0 structured form. A line is
 * written with one call, and removed if it does not fit, so that no reader sees a partial line. The
 * file is forced to disk when a stage is over. Thread-safe.
 */
public final class JsonLinesSink implements AuditSink {
  private final Path path;

  /** Not a channel: an interrupt of the run would close it and lose the rest of the trail. */
  private final FileOutputStream file;

  private final Optional<HashChain> chain;
  private final Disk disk;
  private @Nullable Stage stage;
  private boolean stageIsOver;
  private boolean unforced;

  /** Forces a file to disk. */
  @FunctionalInterface
  interface Disk {
    void force(FileDescriptor file) throws IOException;
  }

  private JsonLinesSink(Path path, FileOutputStream file, Optional<HashChain> chain, Disk disk) {
    this.path = path;
    this.file = file;
    this.chain = chain;
    this.disk = disk;
  }

  /**
   * Opens a file for appending.
   *
   * @param path the file
   * @return the sink
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be written
   */
  public static JsonLinesSink open(Path path) {
    return open(path, Optional.empty(), FileDescriptor::sync);
  }

  /**
   * Opens a file for appending; each line contains the hash of the previous line.
   *
   * @param path the file, which has one writer at a time
   * @return the sink
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be written
   */
  public static JsonLinesSink openChained(Path path) {
    return open(path, Optional.of(new HashChain(path)), FileDescriptor::sync);
  }

  static JsonLinesSink open(Path path, Optional<HashChain> chain, Disk disk) {
    try {
      createForOwner(path);
      FileOutputStream file = new FileOutputStream(path.toFile(), true);
      if (endsInsideALine(path)) {
        // After a crash in the middle of a line, start a new line.
        file.write('\n');
      }
      return new JsonLinesSink(path, file, chain, disk);
    } catch (IOException e) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(
                      ErrorCode.USAGE_INVALID_OPTION,
                      "The audit log " + SafeText.shown(path.toString()) + " can't be written.")
                  .found(SafeText.reason(e))
                  .expected("a file in an existing, writable folder")
                  .remedy("Choose another file, or create its folder first."))
          .cause(e)
          .build();
    }
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    Stage next = entry.event().stage().orElse(stage);
    stageIsOver |= stage != null && next != stage;
    stage = next;
    try {
      append(entry);
      if (entry.event() instanceof AuditEvent.RunFinished) {
        stage = null;
        force();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a stage is detected by the next entry; entries arrive in batches. */
  @Override
  public synchronized void flush() {
    try {
      if (stageIsOver) {
        force();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (file.getFD().valid()) {
      force();
      file.close();
    }
  }

  private void append(AuditEntry entry) throws IOException {
    Optional<String> previous =
        chain.isPresent() ? Optional.of(chain.get().previous()) : Optional.empty();
    byte[] text = CloudEvent.json(entry, previous);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      file.write(line);
    } catch (IOException e) {
      takeBack(line);
      throw e;
    }
    unforced = true;
    chain.ifPresent(hashes -> hashes.appended(line));
  }

  /** Removes a partial line that did not fit, unless others have appended after it. */
  private void takeBack(byte[] line) throws IOException {
    if (!Files.isRegularFile(path)) {
      return;
    }
    try (RandomAccessFile log = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] end = new byte[(int) Math.min(log.length(), line.length - 1)];
      log.seek(log.length() - end.length);
      log.readFully(end);
      int begin = end.length;
      while (begin > 0 && end[begin - 1] != '\n') {
        begin--;
      }
      if (Arrays.equals(end, begin, end.length, line, 0, end.length - begin)) {
        log.setLength(log.length() - (end.length - begin));
      }
    }
  }

  /** A pipe or a terminal can't be forced to disk. */
  private void force() throws IOException {
    if (unforced && Files.isRegularFile(path)) {
      disk.force(file.getFD());
    }
    unforced = false;
    stageIsOver = false;
  }

  /** The log names who published what; a file that exists keeps its permissions. */
  private static void createForOwner(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException sameMoment) {
      // Another run created it in between, with the same permissions.
      return;
    }
  }

  private static boolean endsInsideALine(Path path) throws IOException {
    if (!Files.isRegularFile(path) || path.toFile().length() == 0) {
      return false;
    }
    try (RandomAccessFile log = new RandomAccessFile(path.toFile(), "r")) {
      log.seek(log.length() - 1);
      return log.read() != '\n';
    }
  }
}
