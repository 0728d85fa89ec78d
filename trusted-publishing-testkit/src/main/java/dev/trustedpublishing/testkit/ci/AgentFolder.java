package dev.trustedpublishing.testkit.ci;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder for the {@code PATH} of a job, with the one program that the agent of its CI system puts
 * there. The program contains a token, so only its owner can read it.
 *
 * @param program the program, a script for a POSIX shell
 */
record AgentFolder(Path program) implements AutoCloseable {

  static AgentFolder create(String name, URI url, String token) throws IOException {
    // Temporary folders can be read by their owner only.
    Path program = Files.createTempDirectory("trusted-publishing-agent").resolve(name);
    Files.writeString(
        program,
        """
        #!/bin/sh
        # Plays %s for a job in the sandbox.
        export %s='%s' %s='%s'
        exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s %s "$@"
        """
            .formatted(
                name,
                AgentCommand.URL,
                url,
                AgentCommand.TOKEN,
                token,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath(),
                AgentCommand.class.getName(),
                name));
    if (program.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    return new AgentFolder(program);
  }

  /** The {@code PATH} of the job: this folder, then those of this process. */
  String path() {
    String others = System.getenv("PATH");
    return program.getParent() + (others == null ? "" : File.pathSeparator + others);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(program);
    Files.deleteIfExists(program.getParent());
  }

  private static Path classPath() throws IOException {
    try {
      return Path.of(
          AgentCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the place of this class is not a file", e);
    }
  }
}
