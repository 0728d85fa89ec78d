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
      "The job proves who it is with an identity token of its CI system; the registry trades that for"
          + " an API token that lives for minutes; the packages are published with it; the API token is"
          + " revoked. The registry must know the job: register it there as a trusted publisher.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    parameterListHeading = "Files:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:a check found something: the audit log was changed",
      " 2:usage: an option or a file is wrong; nothing was sent",
      " 3:no identity: the CI system gave no usable identity token",
      " 4:exchange rejected: the registry does not accept the identity",
      " 5:publish rejected: the registry does not accept a file",
      " 6:temporary: it may work later; all retries failed",
      " 7:partial or unknown: some files are published and others not, or the outcome is not known",
      "70:a bug in this program; please report it"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trusted-publish demo                               see it work, on this machine only",
      "  trusted-publish setup                              write the workflow, fill in the form",
      "  trusted-publish doctor                             in a CI job: who am I, what is wrong",
      "  trusted-publish verify                             in a CI job: does the registration work",
      "  trusted-publish publish                            in a CI job: publish dist/* to PyPI",
      "  trusted-publish publish --dry-run                  look at the files, send nothing",
      "  trusted-publish audit check audit.jsonl            was the audit log changed?",
      "  trusted-publish sandbox --env-file sandbox.env     an issuer and registries to try things on",
      "",
      "'trusted-publish' stands for 'java -jar trusted-publish.jar'."
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
