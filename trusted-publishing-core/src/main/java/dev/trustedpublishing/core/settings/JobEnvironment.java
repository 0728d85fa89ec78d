package dev.trustedpublishing.core.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What identity providers see of the process and the machine: the environment variables, and the
 * product name of the machine under the path of its file, {@code /sys/class/dmi/id/product_name},
 * which tells machines of Google Cloud from others. Providers read neither themselves, so a test
 * passes both. Thread-safe.
 */
public final class JobEnvironment {
  private static final String PRODUCT_NAME = "/sys/class/dmi/id/product_name";

  private JobEnvironment() {}

  /**
   * Reads the variables of this process and the product name of this machine.
   *
   * @return name to value
   */
  public static Map<String, String> ofThisProcess() {
    return with(Path.of(PRODUCT_NAME), System.getenv());
  }

  static Map<String, String> with(Path productName, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    try {
      all.put(PRODUCT_NAME, Files.readString(productName, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      // A machine without that file is not one of Google Cloud.
      all.remove(PRODUCT_NAME);
    }
    return Collections.unmodifiableMap(all);
  }
}
