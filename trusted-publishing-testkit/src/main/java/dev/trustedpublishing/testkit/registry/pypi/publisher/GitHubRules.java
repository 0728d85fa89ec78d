package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules for GitHub Actions (Warehouse, oidc/models/github.py). Immutable. */
public final class GitHubRules implements ProviderRules {

  /** "The longest text ending in .yml/.yaml right before an @", in one path segment. */
  private static final Pattern WORKFLOW = Pattern.compile("([^/]+\\.(yml|yaml))(?=@)");

  /** Creates the rules, which have no state. */
  public GitHubRules() {}

  @Override
  public List<String> requiredClaims() {
    return List.of(
        "repository",
        "repository_owner",
        "repository_owner_id",
        "job_workflow_ref",
        "jti",
        "event_name",
        "ref",
        "sha");
  }

  @Override
  public Optional<Publisher> lookup(Claims claims, List<Publisher> publishers) {
    String[] repository = claims.text("repository").split("/", 2);
    if (repository.length != 2) {
      // The real registry does not catch this: a plain 500 (Warehouse, oidc/views.py).
      throw new IllegalStateException("repository without an owner");
    }
    String workflow = workflow(claims);
    List<Publisher> candidates =
        publishers.stream()
            .filter(publisher -> publisher.registration().repository().equals(repository[1]))
            .filter(publisher ->
                publisher.registration().owner().equals(claims.text("repository_owner")))
            .filter(publisher ->
                publisher.registration().ownerId().equals(claims.text("repository_owner_id")))
            .filter(publisher -> publisher.registration().workflow().equals(workflow))
            .toList();
    return ProviderRules.byEnvironment(candidates, claims.text("environment")::equalsIgnoreCase);
  }

  @Override
  public void check(Claims claims, PublisherRegistration registration, UsedTokens used) {
    String repository = registration.owner() + "/" + registration.repository();
    if (!claims.text("repository").equalsIgnoreCase(repository)) {
      throw ProviderRules.failed("repository");
    }
    // Owner and owner id are compared exactly, as the look-up already did.
    checkWorkflow(claims, repository + "/.github/workflows/" + registration.workflow());
    used.check(claims);
    if (claims.text("event_name").equals("pull_request_target")) {
      throw ExchangeRejection.invalidPublisher(
          "Publishing from a workflow invoked via 'pull_request_target' is not supported.");
    }
  }

  private static String workflow(Claims claims) {
    Matcher matcher = WORKFLOW.matcher(claims.text("job_workflow_ref"));
    if (!matcher.find()) {
      throw ExchangeRejection.invalidPublisher(
          "Could not job extract workflow filename from OIDC claims");
    }
    return matcher.group(1);
  }

  private static void checkWorkflow(Claims claims, String workflow) {
    String ref = claims.text("ref");
    String sha = claims.text("sha");
    if (ref.isEmpty() && sha.isEmpty()) {
      throw ExchangeRejection.invalidPublisher("The ref and sha claims are empty");
    }
    TreeSet<String> expected = new TreeSet<>();
    Stream.of(ref, sha)
        .filter(end -> !end.isEmpty())
        .forEach(end -> expected.add(workflow + "@" + end));
    String found = claims.text("job_workflow_ref");
    if (!expected.contains(found)) {
      throw ExchangeRejection.invalidPublisher(
          "The job_workflow_ref claim does not match, expecting one of "
              + Repr.of(expected)
              + ", got "
              + Repr.of(found));
    }
  }
}
