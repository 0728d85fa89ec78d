package dev.trustedpublishing.testkit.ci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The access token of the agent that runs a job, and what the server does for it. */
record AgentToken(String value) {

  static AgentToken random() {
    return new AgentToken(UUID.randomUUID().toString().replace("-", ""));
  }

  /**
   * Answers a request for an identity token.
   *
   * @param member the member of the request's JSON object that is the audience
   * @param issue makes a token for an audience
   */
  Answer answer(Request request, String member, UnaryOperator<String> issue) throws IOException {
    byte[] expected = ("Token " + value).getBytes(StandardCharsets.UTF_8);
    byte[] given = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, given)) {
      return Answer.json(401, Map.of("message", "Invalid access token"));
    }
    String audience = text(request.text(), member);
    return audience.isEmpty()
        ? Answer.json(422, Map.of("message", member + " must be a string"))
        : Answer.json(200, Map.of("token", issue.apply(audience)));
  }

  /** A member of a JSON object; empty if there is none. */
  static String text(String body, String member) throws IOException {
    try {
      JsonNode json = new JsonMapper().readTree(body);
      return json.path(member).asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
