package dev.trustedpublishing.core.http.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What was received of a response's body: the beginning in memory, and a long one in a temporary
 * file. That file is readable by its owner only, and is deleted while it is still open or, where
 * the system can't do that, with {@link #close}. Used by one thread at a time.
 */
final class ResponseBody implements AutoCloseable {
  private final int maxInMemory;
  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable FileChannel file;

  ResponseBody(int maxInMemory) {
    this.maxInMemory = maxInMemory;
  }

  /**
   * Adds the next bytes.
   *
   * @throws IOException if the temporary file can't be written
   */
  void append(ByteBuffer part) throws IOException {
    if (file == null && memory.size() + part.remaining() > maxInMemory) {
      file = temporaryFile();
      write(file, ByteBuffer.wrap(bytes()));
      memory = new ByteArrayOutputStream(0);
    }
    if (file != null) {
      write(file, part);
    } else {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      memory.writeBytes(bytes);
    }
  }

  /** What is in memory: everything, unless it was too long. */
  byte[] bytes() {
    return memory.toByteArray();
  }

  /** Everything, from the start. */
  InputStream open() throws IOException {
    return file == null
        ? new ByteArrayInputStream(bytes())
        : Channels.newInputStream(file.position(0));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private static FileChannel temporaryFile() throws IOException {
    Path path = Files.createTempFile("trusted-publishing-", ".body");
    try {
      return FileChannel.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
