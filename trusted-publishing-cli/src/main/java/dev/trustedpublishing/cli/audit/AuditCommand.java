package dev.trustedpublishing.cli.audit;

import picocli.CommandLine.Command;

/** {@code audit}: commands for audit logs. */
@Command(
    name = "audit",
    header = "Look at an audit log.",
    description = {
      "",
      "An audit log has one line of JSON for each thing that happened, as 'publish --audit-log"
          + " FILE' writes it.",
      ""
    },
    footer = {"  trusted-publish audit check audit.jsonl"})
public final class AuditCommand {}
