package dev.trustedpublishing.testkit.sigstore;

import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.Der;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How Fulcio names a CI job: a URI, and extensions by their numbers (sigstore/fulcio,
 * config/identity/config.yaml and docs/oid-info). Immutable.
 *
 * @param uri the subject alternative name
 * @param values the texts of the extensions, by number
 */
record CiIdentity(String uri, SortedMap<Integer, String> values) {

  private static final String GITHUB = "https://github.com/";

  /** Up to here the extensions are plain bytes, and deprecated. */
  private static final int LAST_PLAIN = 6;

  private static final int ISSUER = 8;
  private static final int SUBJECT = 24;

  /** A claim that the certificate needs and the token does not have. */
  static final class MissingClaim extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingClaim(String claim) {
      super("value <" + claim + "> not present in either claims or defaults. ");
    }
  }

  /** A job on GitHub Actions. */
  static CiIdentity github(Claims claims) {
    String repository = claim(claims, "repository");
    SortedMap<Integer, String> values = common(claims);
    values.put(2, claim(claims, "event_name"));
    values.put(3, claim(claims, "sha"));
    values.put(4, claim(claims, "workflow"));
    values.put(5, repository);
    values.put(6, claim(claims, "ref"));
    values.put(9, GITHUB + claim(claims, "job_workflow_ref"));
    values.put(10, claim(claims, "job_workflow_sha"));
    values.put(12, GITHUB + repository);
    values.put(14, claim(claims, "ref"));
    values.put(15, claim(claims, "repository_id"));
    values.put(16, GITHUB + claim(claims, "repository_owner"));
    values.put(17, claim(claims, "repository_owner_id"));
    values.put(18, GITHUB + claim(claims, "workflow_ref"));
    values.put(19, claim(claims, "workflow_sha"));
    values.put(20, claim(claims, "event_name"));
    values.put(
        21,
        GITHUB
            + repository
            + "/actions/runs/"
            + claim(claims, "run_id")
            + "/attempts/"
            + claim(claims, "run_attempt"));
    values.put(22, claim(claims, "repository_visibility"));
    return new CiIdentity(values.get(9), values);
  }

  /** A job on GitLab CI/CD. Fulcio has a fixed server; here it is that of the issuer. */
  static CiIdentity gitlab(Claims claims) {
    String server = "https://" + URI.create(claims.text("iss")).getAuthority() + "/";
    String pipeline = "https://" + claim(claims, "ci_config_ref_uri");
    String project = server + claim(claims, "project_path");
    String kind = claim(claims, "ref_type").equals("branch") ? "heads/" : "tags/";
    SortedMap<Integer, String> values = common(claims);
    values.put(9, pipeline);
    values.put(10, claim(claims, "ci_config_sha"));
    values.put(12, project);
    values.put(14, "refs/" + kind + claim(claims, "ref"));
    values.put(15, claim(claims, "project_id"));
    values.put(16, server + claim(claims, "namespace_path"));
    values.put(17, claim(claims, "namespace_id"));
    values.put(18, pipeline);
    values.put(19, claim(claims, "ci_config_sha"));
    values.put(20, claim(claims, "pipeline_source"));
    values.put(21, project + "/-/jobs/" + claim(claims, "job_id"));
    values.put(22, claim(claims, "project_visibility"));
    return new CiIdentity(pipeline, values);
  }

  private static SortedMap<Integer, String> common(Claims claims) {
    SortedMap<Integer, String> values = new TreeMap<>();
    values.put(1, claims.text("iss"));
    values.put(ISSUER, claims.text("iss"));
    values.put(11, claim(claims, "runner_environment"));
    values.put(13, claim(claims, "sha"));
    claims.find("environment").ifPresent(environment -> values.put(23, environment));
    values.put(SUBJECT, claims.text("sub"));
    return values;
  }

  private static String claim(Claims claims, String name) {
    if (!claims.has(name)) {
      throw new MissingClaim(name);
    }
    return claims.json().path(name).asText();
  }

  /** The same job, as if another workflow had run it. */
  CiIdentity withWorkflow(String other) {
    return new CiIdentity(uri.replaceFirst("[^/]*@", other + "@"), values);
  }

  List<Extension> extensions() {
    return values.entrySet().stream()
        .filter(value -> !value.getValue().isEmpty())
        .map(CiIdentity::extension)
        .toList();
  }

  private static Extension extension(Map.Entry<Integer, String> value) {
    String text = value.getValue();
    return Extension.of(
        Certificates.fulcioOid(value.getKey()),
        value.getKey() <= LAST_PLAIN ? text.getBytes(StandardCharsets.UTF_8) : Der.utf8(text));
  }
}
