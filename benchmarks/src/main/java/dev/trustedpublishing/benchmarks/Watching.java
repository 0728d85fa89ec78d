package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** The observers of a publish. */
public enum Watching {
  /** No observers. */
  NOBODY {
    @Override
    void tell(TrustedPublisherBuilder builder, Path log) {}
  },

  /** A progress listener, and a sink that creates the JSON of each event. */
  LISTENER {
    @Override
    void tell(TrustedPublisherBuilder builder, Path log) {
      LongAdder reports = new LongAdder();
      builder
          .onEvent(entry -> reports.add(AuditSinks.json(entry).length()))
          .onProgress((artifact, sent, total) -> reports.add(sent));
    }
  },

  /** A progress listener, and a log that is forced to disk at the end of each stage. */
  LOG {
    @Override
    void tell(TrustedPublisherBuilder builder, Path log) {
      LongAdder reports = new LongAdder();
      builder
          .onEvent(AuditSinks.jsonLines(log))
          .onProgress((artifact, sent, total) -> reports.add(sent));
    }
  };

  abstract void tell(TrustedPublisherBuilder builder, Path log);
}
