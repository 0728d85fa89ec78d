package dev.trustedpublishing.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand: help and version. */
@Command(
    name = "trusted-publish",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = TrustedPublish.class,
    usageHelpWidth = 100,
    header = "Publish packages from a CI job without a stored secret.",
    description = {
      "",
      "The job proves its identity with an identity token of its CI system. The registry exchanges"
          + " it for a short-lived API token. The packages are published with it, and it is"
          + " revoked. Register the job at the registry as a trusted publisher first.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    parameterListHeading = "Files:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:a check found a problem: the audit log was changed",
      " 2:usage: an option or a file is invalid; nothing was sent",
      " 3:no identity: no usable identity token is available",
      " 4:exchange rejected: the registry rejected the identity",
      " 5:publish rejected: the registry rejected a file",
      " 6:temporary: all retries failed; it may work later",
      " 7:partial or unknown: not all files are published, or an outcome is unknown",
      "70:internal error: a bug in this program"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trusted-publish demo                               publish to a registry on this machine",
      "  trusted-publish setup                              write the workflow and the registration"
          + " form",
      "  trusted-publish doctor                             in a CI job: show the identity and find"
          + " problems",
      "  trusted-publish verify                             in a CI job: test the registration",
      "  trusted-publish publish                            in a CI job: publish dist/* to PyPI",
      "  trusted-publish publish --dry-run                  validate the files, send nothing",
      "  trusted-publish audit check audit.jsonl            detect changes in an audit log",
      "  trusted-publish sandbox --env-file sandbox.env     a local issuer and local registries",
      "  trusted-publish completion bash                    a script for the shell: bash, zsh, fish",
      "",
      "'trusted-publish' means 'java -jar trusted-publish.jar'."
    })
final class TrustedPublish implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(TrustedPublish.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {
      "trusted-publish " + version + " (Java " + Runtime.version().feature() + ")"
    };
  }
}
