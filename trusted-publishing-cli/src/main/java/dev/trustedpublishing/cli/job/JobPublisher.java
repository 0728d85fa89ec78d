package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.settings.TokenSource;

/** Configures a publisher for a command that publishes nothing. */
record JobPublisher(Shell shell, JobOptions options) {

  TrustedPublisherBuilder builder() {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .repository(RepositorySetting.in(shell).address(options.repository()))
            .environment(new OtherTools(shell.environment()).translated())
            .folder(shell.folder());
    options.identityProvider().ifPresent(builder::identityProvider);
    options.identityTokenVariable().map(TokenSource::variable).ifPresent(builder::identityToken);
    options
        .identityTokenFile()
        .map(shell.folder()::resolve)
        .map(TokenSource::file)
        .ifPresent(builder::identityToken);
    return builder;
  }
}
