package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.pypi.index.Accept;
import dev.trustedpublishing.testkit.registry.pypi.index.Html;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The response to an upload: the body that PyPI's web framework creates from the status and the
 * {@code Accept} header (Pyramid, httpexceptions.py).
 *
 * @param status the status code
 * @param line what follows the code in the status line; PyPI includes the whole message
 * @param title the usual text of the status code
 * @param explanation the usual explanation of the status code
 * @param detail the message again
 */
record StatusPage(int status, String line, String title, String explanation, String detail) {

  static StatusPage ok() {
    return new StatusPage(200, "OK", "OK", "", "");
  }

  static StatusPage refused(Refusal refusal) {
    return new StatusPage(
        refusal.status(),
        refusal.text(),
        title(refusal.status()),
        explanation(refusal.status()),
        refusal.text());
  }

  Answer render(Request request) {
    String statusLine = status + " " + line;
    return switch (Accept.of(request).best("text/html", "application/json").orElse("")) {
      case "application/json" -> Answer.json(status, json(statusLine));
      case "text/html" -> Answer.text(status, "text/html; charset=UTF-8", html(statusLine));
      default -> Answer.plain(status, text(statusLine));
    };
  }

  private Map<String, Object> json(String statusLine) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("message", explanation + "\n\n\n" + detail + "\n\n");
    body.put("code", statusLine);
    body.put("title", title);
    return body;
  }

  private String html(String statusLine) {
    String safe = Html.escape(statusLine);
    return """
    <html>
     <head>
      <title>%s</title>
     </head>
     <body>
      <h1>%s</h1>
      %s<br/><br/>
    %s

     </body>
    </html>\
    """
        .formatted(safe, safe, Html.escape(explanation), Html.escape(detail));
  }

  private String text(String statusLine) {
    return statusLine + "\n\n" + explanation + "\n\n\n" + detail + "\n\n";
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 405 -> "Method Not Allowed";
      case 410 -> "Gone";
      default -> "Internal Server Error";
    };
  }

  private static String explanation(int status) {
    return switch (status) {
      case 400 ->
          "The server could not comply with the request since it is either malformed or otherwise"
              + " incorrect.";
      case 403 -> "Access was denied to this resource.";
      case 405 -> "The method is not allowed for this resource.";
      case 410 -> "This resource is no longer available.  No forwarding address is given.";
      default -> "The server has either erred or is incapable of performing the operation.";
    };
  }
}
