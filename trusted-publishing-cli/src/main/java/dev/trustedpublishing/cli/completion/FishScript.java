package dev.trustedpublishing.cli.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completion script for fish, which picocli has none for. */
record FishScript(String program) {

  String of(CommandLine commands) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# Completion of " + program + " in fish. Written by: " + program + " completion fish");
    add(commands, List.of(), lines);
    return String.join("\n", lines) + "\n";
  }

  private void add(CommandLine command, List<String> path, List<String> lines) {
    String condition = condition(path, command.getSubcommands().keySet());
    command
        .getSubcommands()
        .forEach((name, subcommand) ->
            lines.add(
                line(condition)
                    + " -f -a "
                    + quoted(name)
                    + described(subcommand.getCommandSpec().usageMessage().header())));
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        lines.add(
            line(condition) + names(option) + values(option) + described(option.description()));
      }
    }
    for (ArgSpec argument : command.getCommandSpec().positionalParameters()) {
      if (argument.completionCandidates() != null) {
        lines.add(line(condition) + " -f -a " + quoted(candidates(argument)));
      }
    }
    command
        .getSubcommands()
        .forEach((name, subcommand) -> {
          List<String> deeper = new ArrayList<>(path);
          deeper.add(name);
          add(subcommand, deeper, lines);
        });
  }

  private String line(String condition) {
    return "complete -c " + program + " -n " + quoted(condition);
  }

  /** All commands of the path were typed, and none that is below it. */
  private static String condition(List<String> path, Iterable<String> below) {
    List<String> parts = new ArrayList<>();
    for (String name : path) {
      parts.add("__fish_seen_subcommand_from " + name);
    }
    String deeper = String.join(" ", below);
    if (!deeper.isEmpty()) {
      parts.add("not __fish_seen_subcommand_from " + deeper);
    }
    return String.join("; and ", parts);
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    return names.toString();
  }

  private static String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (option.completionCandidates() != null) {
      return " -x -a " + quoted(candidates(option));
    }
    return option.type() == Path.class ? " -r -F" : " -x";
  }

  private static String candidates(ArgSpec argument) {
    return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
        .collect(Collectors.joining(" "));
  }

  private static String described(String... text) {
    String words = String.join(" ", text).replace("%n", " ").strip();
    int end = words.indexOf(". ");
    String first = end < 0 ? words : words.substring(0, end);
    return first.isEmpty() ? "" : " -d " + quoted(first);
  }

  /** Within single quotes, fish reads only these two characters in another way. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
