package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.Main;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command line in its own process, on a machine that is odd in one way.
 *
 * @param folder its working directory
 * @param before words of a shell that come before the command, such as {@code ulimit -n 64 &&}
 * @param flags flags of Java
 * @param environment what is added to its environment
 */
record ChildProcess(
    Path folder, String before, List<String> flags, Map<String, String> environment) {

  /** What was left of it. */
  record End(int exitCode, String output) {}

  static ChildProcess in(Path folder, Sandbox sandbox) {
    return new ChildProcess(folder, "", List.of(), sandbox.environment());
  }

  ChildProcess before(String words) {
    return new ChildProcess(folder, words + " ", flags, environment);
  }

  ChildProcess with(String... more) {
    return new ChildProcess(folder, before, List.of(more), environment);
  }

  ChildProcess with(String variable, String value) {
    Map<String, String> longer = new HashMap<>(environment);
    longer.put(variable, value);
    return new ChildProcess(folder, before, flags, longer);
  }

  End run(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("child", ".txt");
    Process process = start(output, arguments);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
    End end = new End(process.exitValue(), Files.readString(output));
    Files.delete(output);
    return end;
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("-XX:TieredStopAtLevel=1");
    java.addAll(flags);
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    java.addAll(List.of(arguments));
    List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
    command.addAll(java);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}
