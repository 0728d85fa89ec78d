package dev.trustedpublishing.testkit.ci;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands {@code circleci} and {@code buildkite-agent}, as far as they issue identity tokens.
 * Started by the scripts of {@link AgentFolder}, so it uses nothing but the JDK.
 */
final class AgentCommand {
  static final String URL = "TRUSTED_PUBLISHING_AGENT_URL";
  static final String TOKEN = "TRUSTED_PUBLISHING_AGENT_TOKEN";
  private static final Pattern JWT = Pattern.compile("\"token\" *: *\"([^\"]+)\"");
  private static final int TIMEOUT_MILLIS = 20_000;

  private AgentCommand() {}

  /**
   * Prints a token, or an explanation to standard error.
   *
   * @param arguments the name of the program, and its own arguments
   */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    String program = words.get(0);
    System.exit(
        run(program, words.subList(1, words.size()), System::getenv, System.out, System.err));
  }

  static int run(
      String program,
      List<String> words,
      UnaryOperator<String> environment,
      PrintStream out,
      PrintStream err) {
    boolean circleci = program.equals("circleci");
    List<String> command =
        circleci ? List.of("run", "oidc", "get") : List.of("oidc", "request-token");
    int length = command.size();
    if (words.size() < length || !words.subList(0, length).equals(command)) {
      err.println("Error: unknown command for \"" + program + "\"");
      return 1;
    }
    List<String> options = words.subList(length, words.size());
    int value = options.indexOf(circleci ? "--claims" : "--audience") + 1;
    if (value == 0 || value >= options.size()) {
      err.println("Error: an option of \"" + String.join(" ", command) + "\" is missing");
      return 1;
    }
    String address =
        environment.apply(URL)
            + (circleci ? options.contains("--root-issuer") ? "/root" : "/organization" : "");
    String text = options.get(value);
    String json = circleci ? text : "{\"audience\":" + quoted(text) + "}";
    return request(URI.create(address), environment.apply(TOKEN), json, out, err);
  }

  private static int request(
      URI address, String secret, String json, PrintStream out, PrintStream err) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestProperty("Authorization", "Token " + secret);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
      if (connection.getResponseCode() != 200) {
        err.println("Error: the server answered with HTTP " + connection.getResponseCode());
        return 1;
      }
      try (InputStream body = connection.getInputStream()) {
        Matcher token = JWT.matcher(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        out.println(token.find() ? token.group(1) : "");
        return 0;
      }
    } catch (IOException e) {
      err.println("Error: " + e.getMessage());
      return 1;
    }
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(
            c -> c == '"' || c == '\\' || c < ' ' ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
