package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.diagnosis.JobInspection;
import dev.trustedpublishing.setup.doctor.Diagnosis;
import dev.trustedpublishing.setup.doctor.Doctor;
import dev.trustedpublishing.setup.registration.ExpectedRegistration;
import dev.trustedpublishing.setup.registration.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** One run of {@code doctor}. */
record DoctorRun(
    Shell shell, JobOptions options, Optional<String> expected, boolean online, boolean json) {

  int run() {
    Diagnosis diagnosis = examine();
    int exitCode = diagnosis.firstError().map(code -> code.category().exitCode()).orElse(0);
    if (json) {
      shell.out().println(JsonDocument.of("diagnosed", exitCode, diagnosis.attributes()));
    } else {
      shell.out().println(diagnosis.text());
    }
    return exitCode;
  }

  private Diagnosis examine() {
    TrustedPublisherBuilder builder =
        new JobPublisher(shell, options)
            .builder()
            .workflowCommands((json ? shell.err() : shell.out())::println);
    try (JobInspection inspection = builder.buildInspection()) {
      Doctor doctor =
          Doctor.of(inspection, new OtherTools(shell.environment()).translated())
              .lookingAt(shell.folder())
              .packages(options.packages())
              .expecting(expected.map(this::registration).orElse(new Registration(Map.of())));
      return online ? doctor.examineOnline() : doctor.examine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Registration registration(String written) {
    return written.contains("=")
        ? ExpectedRegistration.parse(written)
        : ExpectedRegistration.read(shell.folder().resolve(written));
  }
}
