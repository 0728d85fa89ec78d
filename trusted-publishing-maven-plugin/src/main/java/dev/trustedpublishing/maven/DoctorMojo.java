package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.core.JobInspection;
import dev.trustedpublishing.setup.doctor.Diagnosis;
import dev.trustedpublishing.setup.doctor.Doctor;
import dev.trustedpublishing.setup.registration.Registration;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Shows the identity of this job, what the registry compares, and what prevents publishing. Never
 * exchanges a token. Runs once for a build with several modules. Thread-safe.
 */
@Mojo(name = "doctor", aggregator = true, requiresProject = false, threadSafe = true)
public final class DoctorMojo extends JobMojo {
  /** Queries the registry's audience and obtains an identity token, to show its real claims. */
  @Parameter(property = "trustedpublishing.online", defaultValue = "false")
  boolean online;

  /** The packages, if the registry issues one token per package (npm). */
  @Parameter(property = "trustedpublishing.packages")
  List<String> packages = List.of();

  /**
   * The registration to compare with, some of its fields: <code>
   * owner=...,repository=...,workflow=...,environment=...</code>.
   */
  @Parameter(property = "trustedpublishing.expect")
  @Nullable String expect;

  /** Creates the goal; Maven sets its parameters. */
  public DoctorMojo() {}

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    try (JobInspection inspection = publisher().buildInspection()) {
      Doctor doctor =
          Doctor.of(inspection, environment).lookingAt(folder.toPath()).packages(packages);
      if (expect != null) {
        doctor.expecting(Registration.parse(expect));
      }
      Diagnosis diagnosis = online ? doctor.examineOnline() : doctor.examine();
      diagnosis.text().lines().forEach(getLog()::info);
      Optional<ErrorCode> error = diagnosis.firstError();
      if (error.isPresent()) {
        throw new MojoFailureException(
            "This job can't publish. The findings are listed above.\n  Code:     " + error.get());
      }
    } catch (IOException e) {
      throw new MojoExecutionException("The connections can't be closed.", e);
    }
  }
}
