package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.AuditSinkProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The audit sinks of jars, discovered once, before the first run. Thread-safe. */
public final class DiscoveredSinks {
  private final Optional<ClassLoader> discovery;
  private @Nullable List<AuditSink> sinks;

  public DiscoveredSinks(Optional<ClassLoader> discovery) {
    this.discovery = discovery;
  }

  /** Opens them on the first call; a failure is a warning. */
  public synchronized List<AuditSink> open(CiEnvironment environment, Consumer<Problem> warnings) {
    if (sinks == null) {
      List<AuditSink> opened = new ArrayList<>();
      for (AuditSinkProvider provider :
          new SpiLoader<>(AuditSinkProvider.class, AuditSinkProvider::id)
              .load(discovery, List.of(), warnings)) {
        try {
          provider.open(environment).ifPresent(opened::add);
        } catch (RuntimeException e) {
          warnings.accept(failed(provider, e));
        }
      }
      sinks = List.copyOf(opened);
    }
    return sinks;
  }

  /** Returns the open sinks. */
  public synchronized List<AuditSink> opened() {
    return sinks == null ? List.of() : sinks;
  }

  private static Problem failed(AuditSinkProvider provider, RuntimeException e) {
    return Problem.of(
            ErrorCode.USAGE_SINK_FAILED,
            "The audit sink '" + provider.id() + "' could not be opened.")
        .found(SpiLoader.whereIs(provider) + " threw " + e.getClass().getSimpleName())
        .expected("a sink, or none")
        .remedy("Check that jar, or remove it from the class path. Publishing was not affected.");
  }
}
