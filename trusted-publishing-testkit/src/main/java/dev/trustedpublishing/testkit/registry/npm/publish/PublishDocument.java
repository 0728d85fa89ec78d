package dev.trustedpublishing.testkit.registry.npm.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.registry.npm.model.Attachment;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * A publish document as it was received, with its attachments separate. Closing it deletes the
 * files that were not moved.
 *
 * @param json the document without the data of its attachments
 * @param attachments the attachments, in their order
 */
public record PublishDocument(ObjectNode json, List<Attachment> attachments)
    implements AutoCloseable {

  public PublishDocument {
    attachments = List.copyOf(attachments);
  }

  /** The tarball of a document that was checked. */
  Attachment.Binary tarball() {
    return attachments.stream()
        .filter(Attachment.Binary.class::isInstance)
        .map(Attachment.Binary.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    for (Attachment attachment : attachments) {
      if (attachment instanceof Attachment.Binary binary) {
        Files.deleteIfExists(binary.file());
      }
    }
  }
}
