import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Publishes files, and shows that every log of this class path prints the finest level that it has. */
public class Host {
  public static void main(String[] files) throws Exception {
    LoggerFactory.getLogger("host").debug("the host logs with SLF4J");
    System.getLogger("host").log(System.Logger.Level.TRACE, "the host logs with the JDK");
    var publisher = TrustedPublisher.builder().repository(System.getenv("TRUSTED_PUBLISH_REPOSITORY"));
    if ("slf4j".equals(System.getProperty("sink"))) {
      publisher.onEvent(AuditSinks.slf4j());
    }
    try (var open = publisher.build()) {
      var report = open.publish(Stream.of(files).map(Path::of).toList());
      report.artifacts().forEach(a -> System.out.println(a.artifact().filename() + " " + a.state()));
    }
  }
}
