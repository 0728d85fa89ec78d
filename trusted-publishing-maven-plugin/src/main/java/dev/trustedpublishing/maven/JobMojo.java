package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.settings.JobEnvironment;
import dev.trustedpublishing.core.settings.TokenSource;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What all goals share: the registry, the identity, and how a failure ends the build. */
abstract class JobMojo extends AbstractMojo {
  /** Skips this goal. */
  @Parameter(property = "trustedpublishing.skip", defaultValue = "false")
  boolean skip;

  /**
   * The registry: <code>pypi</code>, <code>testpypi</code>, an upload URL of an index for Python,
   * <code>npm</code> (whose URL is looked up as npm does it), <code>npm+URL</code>, or a name that
   * a dependency of this plug-in adds.
   */
  @Parameter(property = "trustedpublishing.repository", defaultValue = "pypi")
  String repository = "pypi";

  /** The identity provider, such as <code>github</code>. Default: the detected one. */
  @Parameter(property = "trustedpublishing.identityProvider")
  @Nullable String identityProvider;

  /** Reads the identity token from this variable, on a CI system that is not detected. */
  @Parameter(property = "trustedpublishing.identityTokenVariable")
  @Nullable String identityTokenVariable;

  /** Reads the identity token from this file, again for each exchange. */
  @Parameter(property = "trustedpublishing.identityTokenFile")
  @Nullable File identityTokenFile;

  /**
   * Runs this program for each identity token, such as <code>tool --audience {audience}</code>. No
   * shell runs it.
   */
  @Parameter(property = "trustedpublishing.identityCommand")
  @Nullable String identityCommand;

  /** The folder with configuration files, such as <code>.npmrc</code>. */
  @Parameter(defaultValue = "${basedir}", readonly = true)
  File folder = new File("");

  Map<String, String> environment = JobEnvironment.ofThisProcess();

  /**
   * The process's own standard output. Maven 4 starts each line of {@code System.out} with words of
   * its own; a CI system would take a command for text, and show the secret that it must hide.
   */
  Consumer<String> workflowCommands =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
          ::println;

  /** Does the work of the goal. */
  abstract void run() throws MojoExecutionException, MojoFailureException;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Skipped by trustedpublishing.skip.");
      return;
    }
    try {
      run();
    } catch (TrustedPublishingException e) {
      String text = "\n" + e.getMessage() + state(e);
      if (e.code().category() == ErrorCategory.INTERNAL) {
        throw new MojoExecutionException(text, e);
      }
      throw new MojoFailureException(text, e);
    }
  }

  /** Returns a builder with the registry and the identity. */
  final TrustedPublisherBuilder publisher() {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .repository(repository)
            .folder(folder.toPath())
            .environment(environment)
            .workflowCommands(workflowCommands);
    if (identityProvider != null) {
      builder.identityProvider(identityProvider);
    }
    TokenSource.oneOf(
            identityTokenVariable,
            identityTokenFile == null ? null : identityTokenFile.toPath(),
            identityCommand)
        .ifPresent(builder::identityToken);
    return builder;
  }

  /** Returns a printer of events to Maven's log. */
  final EventPrinter lines() {
    return new EventPrinter(getLog()::info, getLog()::warn);
  }

  private static String state(TrustedPublishingException e) {
    return e instanceof PublishFailedException failed && failed.report().isPartial()
        ? "\n\nState of each file:\n" + failed.report().text()
        : "";
  }
}
