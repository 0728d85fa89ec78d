package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.Arrays;
import java.util.List;

/**
 * CI systems without an identity provider that are recognized, to show what to do (the vendors'
 * documentation).
 */
enum UnsupportedCi {
  AZURE_PIPELINES(
      "Azure Pipelines",
      "TF_BUILD",
      "True",
      "its identity tokens always have the audience api://AzureADTokenExchange, which no supported"
          + " registry accepts; publish from another CI system."),
  BITBUCKET_PIPELINES(
      "Bitbucket Pipelines",
      "BITBUCKET_BUILD_NUMBER",
      "",
      "add the registry's audience under 'oidc: audiences:' of the step, and pass"
          + " TokenSource.variable(\"BITBUCKET_STEP_OIDC_TOKEN\"), if your registry trusts"
          + " Bitbucket (PyPI and npm do not)."),
  JENKINS(
      "Jenkins",
      "JENKINS_URL",
      "",
      "install the oidc-provider plugin, create an \"OpenID Connect id token\" credential with the"
          + " registry's audience, bind it with withCredentials, and pass TokenSource.variable(...)"
          + " or TokenSource.file(...), if your registry trusts your Jenkins (PyPI and npm do"
          + " not)."),
  SEMAPHORE(
      "Semaphore",
      "SEMAPHORE",
      "true",
      "its identity token (SEMAPHORE_OIDC_TOKEN) always has the URL of your organization as its"
          + " audience, which no supported registry accepts; publish from another CI system.");

  private final String title;
  private final String variable;

  /** Empty for any value. */
  private final String value;

  private final String advice;

  UnsupportedCi(String title, String variable, String value, String advice) {
    this.title = title;
    this.variable = variable;
    this.value = value;
    this.advice = advice;
  }

  static List<UnsupportedCi> in(CiEnvironment environment) {
    return Arrays.stream(values()).filter(ci -> ci.isHere(environment)).toList();
  }

  private boolean isHere(CiEnvironment environment) {
    return value.isEmpty()
        ? environment.get(variable).isPresent()
        : environment.is(variable, value);
  }

  String title() {
    return title;
  }

  /** Returns one sentence with the fix. */
  String advice() {
    return "This is " + title + ": " + advice;
  }
}
