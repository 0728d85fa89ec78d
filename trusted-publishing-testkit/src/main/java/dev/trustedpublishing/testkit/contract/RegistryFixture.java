package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.http.HttpTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A registry for one test, with a job that it trusts: it verifies requests as the real one does.
 * The contract tries it with forged tokens first; {@link
 * dev.trustedpublishing.testkit.registry.FakeRegistry} verifies them. Thread-safe.
 */
public interface RegistryFixture extends AutoCloseable {
  /**
   * Returns the name or address of the registry.
   *
   * @return what a user writes to publish there
   */
  String address();

  /**
   * Returns the transport to the registry.
   *
   * @return the transport; loopback unless overridden
   */
  default HttpTransport http() {
    return new LoopbackTransport();
  }

  /**
   * Creates an identity token of the trusted job.
   *
   * @param audience the audience of the token
   * @return a JWT that was not returned before
   */
  String identityToken(String audience);

  /**
   * Creates an identity token of the trusted job that has expired.
   *
   * @param audience the audience of the token
   * @return a JWT that the registry must reject
   */
  String expiredIdentityToken(String audience);

  /**
   * Writes packages that the job may publish.
   *
   * @param folder an empty folder to write to
   * @return at least two files of packages that the registry does not have
   * @throws IOException if they can't be written
   */
  List<Path> packages(Path folder) throws IOException;

  /**
   * Writes one of the {@linkplain #packages packages} again: the same name, different bytes.
   *
   * @param folder an empty folder to write to
   * @return the file
   * @throws IOException if it can't be written
   */
  Path rebuilt(Path folder) throws IOException;

  /**
   * Writes files that the registry would reject and a plan must reject.
   *
   * @param folder an empty folder to write to
   * @return at least two files
   * @throws IOException if they can't be written
   */
  List<Path> damaged(Path folder) throws IOException;

  @Override
  void close() throws IOException;
}
