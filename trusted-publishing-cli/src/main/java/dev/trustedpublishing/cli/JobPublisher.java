package dev.trustedpublishing.cli;

import dev.trustedpublishing.core.TokenSource;
import dev.trustedpublishing.core.TrustedPublisher;

/** Configures a publisher for a command that publishes nothing. */
record JobPublisher(Shell shell, JobOptions options) {

  TrustedPublisher.Builder builder() {
    TrustedPublisher.Builder builder =
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
