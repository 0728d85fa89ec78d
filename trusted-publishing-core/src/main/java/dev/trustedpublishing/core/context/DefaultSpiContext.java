package dev.trustedpublishing.core.context;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import java.nio.file.Path;
import java.time.Clock;

/** The context of SPI code in one run. */
public record DefaultSpiContext(
    CiEnvironment environment,
    Path folder,
    Clock clock,
    HttpTransport http,
    ProcessRunner processes,
    Json json,
    Attestations attestations,
    AuditTrail trail)
    implements SpiContext {

  @Override
  public IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply) {
    return new IdentityTokenReader(json).read(jwt, supply);
  }

  @Override
  public void warn(Problem warning) {
    trail.record(new AuditEvent.Warned(warning));
  }
}
