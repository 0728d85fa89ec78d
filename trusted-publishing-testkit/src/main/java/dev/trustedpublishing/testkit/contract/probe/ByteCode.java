package dev.trustedpublishing.testkit.contract.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;

/**
 * What an implementation uses, read from its class files: a test can't see that a socket was
 * opened, but no class opens one without naming it. Follows the classes of the implementation's own
 * jar; libraries that it uses are not checked.
 */
public final class ByteCode {
  /** Tags of the constant pool (Java Virtual Machine Specification, 4.4). */
  private static final int CLASS = 7;

  private static final int FIELD = 9;
  private static final int METHOD = 10;

  private final Class<?> start;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> uses = new TreeSet<>();

  private ByteCode(Class<?> start) {
    this.start = start;
  }

  /**
   * Searches for uses of classes, packages or members.
   *
   * @param implementation the class to start at
   * @param forbidden what to search for: a class ({@code java/net/Socket}), a package that ends
   *     with a slash, or a member ({@code java/lang/System.getenv})
   * @return each use with the class that does it
   * @throws IOException if a class file cannot be read
   */
  public static Set<String> uses(Class<?> implementation, List<String> forbidden)
      throws IOException {
    ByteCode code = new ByteCode(implementation);
    code.follow();
    Set<String> found = new TreeSet<>();
    for (String use : code.uses) {
      String used = use.substring(use.indexOf(" uses ") + " uses ".length());
      if (forbidden.stream().anyMatch(name -> matches(used, name))) {
        found.add(use);
      }
    }
    return found;
  }

  private static boolean matches(String used, String forbidden) {
    return forbidden.endsWith("/") ? used.startsWith(forbidden) : used.equals(forbidden);
  }

  private void follow() throws IOException {
    Deque<String> next = new ArrayDeque<>(List.of(start.getName().replace('.', '/')));
    while (!next.isEmpty()) {
      String name = next.remove();
      if (seen.add(name) && isOfTheSameJar(name)) {
        next.addAll(read(name));
      }
    }
  }

  private Set<String> read(String name) throws IOException {
    Set<String> classes = new HashSet<>();
    try (InputStream file = loader().getResourceAsStream(name + ".class")) {
      if (file == null) {
        return classes;
      }
      ClassReader reader = new ClassReader(file.readAllBytes());
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int item = reader.getItem(i);
        if (item == 0) {
          continue;
        }
        int tag = reader.readByte(item - 1);
        if (tag == CLASS) {
          String used = reader.readUTF8(item, buffer);
          classes.add(used);
          uses.add(name + " uses " + used);
        } else if (tag == FIELD || tag == METHOD) {
          int member = reader.getItem(reader.readUnsignedShort(item + 2));
          uses.add(
              name
                  + " uses "
                  + reader.readClass(item, buffer)
                  + "."
                  + reader.readUTF8(member, buffer));
        }
      }
    }
    return classes;
  }

  private boolean isOfTheSameJar(String name) {
    CodeSource source = start.getProtectionDomain().getCodeSource();
    URL file = loader().getResource(name + ".class");
    return source != null
        && file != null
        && file.toString().contains(source.getLocation().getPath());
  }

  private ClassLoader loader() {
    return start.getClassLoader();
  }
}
