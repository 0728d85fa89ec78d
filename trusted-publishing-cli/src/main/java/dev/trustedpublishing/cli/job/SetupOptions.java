package dev.trustedpublishing.cli.job;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code setup} was told to do.
 *
 * @param project the project's folder
 * @param repository the registry's name, if it was said
 * @param ci the CI system's id, if it was said
 * @param packageName the package, if it was said
 * @param environment the deployment environment, if it was said
 * @param workflow the workflow's file, if it was said
 * @param npmRegistry the npm registry's address, if it was said
 * @param cliVersion the version that the workflow runs, if it was said
 * @param force whether to overwrite a file that has other content
 * @param dryRun whether to write nothing
 * @param json whether the result is a JSON document
 */
record SetupOptions(
    Path project,
    Optional<String> repository,
    Optional<String> ci,
    Optional<String> packageName,
    Optional<String> environment,
    Optional<String> workflow,
    Optional<String> npmRegistry,
    Optional<String> cliVersion,
    boolean force,
    boolean dryRun,
    boolean json) {}
