package dev.trustedpublishing.cli.audit;

import picocli.CommandLine.Command;

/** {@code audit}: commands for audit logs. */
@Command(
    name = "audit",
    header = "Inspect an audit log.",
    description = {
      "",
      "An audit log has one line of JSON per event, as written by 'publish --audit-log FILE'.",
      ""
    },
    footer = {"  trusted-publish audit check audit.jsonl"})
public final class AuditCommand {}
