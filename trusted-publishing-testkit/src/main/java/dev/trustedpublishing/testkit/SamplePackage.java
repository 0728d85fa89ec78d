package dev.trustedpublishing.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A small npm package, packed by the real {@code npm pack} (see {@code src/samples/build-npm.sh}).
 */
public enum SamplePackage {
  /** {@code @trusted-publishing/sample} 1.0.0, which has {@code version} and {@code hello()}. */
  PACKED("@trusted-publishing/sample", "trusted-publishing-sample-1.0.0.tgz");

  private static final String VERSION = "1.0.0";

  private final String packageName;
  private final String filename;

  SamplePackage(String packageName, String filename) {
    this.packageName = packageName;
    this.filename = filename;
  }

  /**
   * Returns the name of the package.
   *
   * @return the name, with its scope
   */
  public String packageName() {
    return packageName;
  }

  /**
   * Returns the version.
   *
   * @return the version
   */
  public String version() {
    return VERSION;
  }

  /**
   * Copies the tarball.
   *
   * @param directory an existing directory; a file of the same name in it is replaced
   * @return the path of the copy
   * @throws IOException if it can't be written
   */
  public Path copyTo(Path directory) throws IOException {
    Path copy = directory.resolve(filename);
    try (InputStream in = SamplePackage.class.getResourceAsStream("samples/" + filename)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: samples/" + filename);
      }
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }
}
