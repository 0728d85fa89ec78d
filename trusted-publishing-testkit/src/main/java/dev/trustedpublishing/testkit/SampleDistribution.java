package dev.trustedpublishing.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Small Python distributions, a wheel and an sdist each, built by real build backends (see {@code
 * src/samples/build.sh}).
 */
public enum SampleDistribution {
  /** {@code trusted-publishing-sample} 1.0.0, built by hatchling. */
  HATCHLING("trusted-publishing-sample", "trusted_publishing_sample"),
  /** {@code trusted-publishing-sample-flit} 1.0.0, built by flit. */
  FLIT("trusted-publishing-sample-flit", "trusted_publishing_sample_flit");

  private static final String VERSION = "1.0.0";

  private final String project;
  private final String module;

  SampleDistribution(String project, String module) {
    this.project = project;
    this.module = module;
  }

  /**
   * Returns the name of the project.
   *
   * @return the normalized name
   */
  public String project() {
    return project;
  }

  /**
   * Returns the name of the Python module, which has {@code __version__} and {@code hello()}.
   *
   * @return the name for {@code import}
   */
  public String module() {
    return module;
  }

  /**
   * Returns the version.
   *
   * @return the version, in its normal form
   */
  public String version() {
    return VERSION;
  }

  /**
   * Copies the files of the distribution.
   *
   * @param directory an existing directory; files of the same name in it are replaced
   * @return the paths of the wheel and of the sdist, in this order
   * @throws IOException if a file can't be written
   */
  public List<Path> copyTo(Path directory) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (String ending : List.of("-py3-none-any.whl", ".tar.gz")) {
      String name = module + "-" + VERSION + ending;
      Path copy = directory.resolve(name);
      try (InputStream in = SampleDistribution.class.getResourceAsStream("samples/" + name)) {
        if (in == null) {
          throw new IllegalStateException("not on the class path: samples/" + name);
        }
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      copies.add(copy);
    }
    return List.copyOf(copies);
  }
}
