package dev.trustedpublishing.attestation.sigstore.service;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.attestation.sigstore.check.RekorEntry;
import dev.trustedpublishing.attestation.sigstore.check.SigningCertificate;
import dev.trustedpublishing.attestation.sigstore.signature.Envelope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transparency log with the version 1 of its protocol: {@code POST /api/v1/log/entries} (Rekor,
 * openapi.yaml).
 *
 * @param url its address
 * @param context sends requests and reads JSON
 */
public record RekorV1(URI url, SpiContext context) implements TransparencyLog {
  private static final int RESPONSE_LIMIT = 256 << 10;
  private static final int CONFLICT = 409;
  private static final Pattern ENTRY = Pattern.compile("/api/v1/log/entries/([0-9a-f]{64,80})$");

  @Override
  public RekorEntry record(Envelope envelope, SigningCertificate certificate) {
    HttpResponse response = context.http().send(proposal(envelope, certificate));
    // Our own earlier attempt, whose response was lost.
    return read(response.status() == CONFLICT ? existing(response) : response);
  }

  private HttpRequest proposal(Envelope envelope, SigningCertificate certificate) {
    String verifier =
        Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
    byte[] body =
        context
            .json()
            .write(
                Map.of(
                    "apiVersion",
                    "0.0.1",
                    "kind",
                    "dsse",
                    "spec",
                    Map.of(
                        "proposedContent",
                        Map.of("envelope", envelope.json(), "verifiers", List.of(verifier)))));
    return HttpRequest.post(
            URI.create(url + "/api/v1/log/entries"), "log a signature at " + url.getHost())
        .withAccept("application/json")
        .withBody(HttpBody.json(body))
        .withResponseLimit(RESPONSE_LIMIT);
  }

  private HttpResponse existing(HttpResponse conflict) {
    Matcher entry = ENTRY.matcher(conflict.header("Location").orElse(""));
    if (!entry.find()) {
      throw errors()
          .malformed(conflict, new JsonException("a conflict without the location of the entry"));
    }
    return context
        .http()
        .send(
            HttpRequest.get(
                    URI.create(url + "/api/v1/log/entries/" + entry.group(1)),
                    "read an existing entry at " + url.getHost())
                .withAccept("application/json")
                .withResponseLimit(RESPONSE_LIMIT));
  }

  private RekorEntry read(HttpResponse response) {
    if (!response.isSuccess()) {
      throw errors()
          .of(
              response,
              "a signature that the log accepts",
              "Report this with the message of the log. Until it is fixed, publish without"
                  + " attestations: --attestations none.");
    }
    JsonObject entries = errors().parsed(response);
    try {
      Set<String> ids = entries.names();
      if (ids.size() != 1) {
        throw new JsonException(ids.size() + " entries instead of one");
      }
      return RekorEntry.of(
          entries
              .object(ids.iterator().next())
              .orElseThrow(() -> new JsonException("an entry without content")));
    } catch (JsonException e) {
      throw errors().malformed(response, e);
    }
  }

  private ServiceErrors errors() {
    return new ServiceErrors("the transparency log of Sigstore", context);
  }
}
