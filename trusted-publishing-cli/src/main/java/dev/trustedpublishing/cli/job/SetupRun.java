package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.Failures;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.setup.Setup;
import dev.trustedpublishing.setup.SetupPlan;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One run of {@code setup}. What goes wrong is thrown; {@link Failures} explains it. */
record SetupRun(Shell shell, SetupOptions options) {

  void run() {
    SetupPlan plan = plan();
    PrintWriter people = options.json() ? shell.err() : shell.out();
    people.print(plan.isDone() ? plan.name() + " is as it should be.\n" : plan.diff());
    people.flush();
    if (options.dryRun()) {
      people.println("\nNothing was written.");
    } else if (options.force()) {
      plan.overwrite();
    } else {
      plan.write();
    }
    people.println("\nTo register:\n\n" + plan.form().text());
    plan.notes().forEach(note -> people.println("\n" + note));
    if (options.json()) {
      shell.out().println(JsonDocument.of(options.dryRun() ? "planned" : "written", 0, of(plan)));
    }
  }

  private SetupPlan plan() {
    Setup setup = Setup.in(options.project());
    options.repository().map(SetupRun::registry).ifPresent(setup::registry);
    options.ci().map(SetupRun::ci).ifPresent(setup::ci);
    options.packageName().ifPresent(setup::packageName);
    options.environment().ifPresent(setup::environment);
    options.workflow().ifPresent(setup::workflow);
    options.npmRegistry().ifPresent(setup::npmRegistry);
    options.cliVersion().ifPresent(setup::version);
    return setup.plan();
  }

  private static Registry registry(String name) {
    return Registry.named(name)
        .orElseThrow(() -> unknown("--repository", name, "pypi, testpypi, npm"));
  }

  private static CiSystem ci(String id) {
    Optional<CiSystem> known =
        Arrays.stream(CiSystem.values()).filter(system -> system.id().equals(id)).findFirst();
    return known.orElseThrow(() -> unknown("--ci", id, "github, gitlab"));
  }

  private static TrustedPublishingException unknown(String option, String found, String expected) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_INVALID_OPTION,
                    option + " has a value that setup does not know.")
                .found("'" + SafeText.shown(found) + "'")
                .expected("one of " + expected)
                .remedy("Choose one of these, or leave " + option + " out."))
        .build();
  }

  private static Map<String, Object> of(SetupPlan plan) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("file", plan.name());
    members.put("content", plan.content());
    members.put("diff", plan.diff());
    members.put("form", plan.form().entries());
    members.put("form_place", plan.form().place());
    members.put("notes", plan.notes());
    return members;
  }
}
