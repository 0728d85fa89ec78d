// Publishes the files in dist. With the class path of the project next to this one:
//   jshell --class-path "$(cat ../release/target/classpath.txt)" publish.jsh
import dev.trustedpublishing.core.TrustedPublisher

String repository = System.getenv().getOrDefault("TRUSTED_PUBLISH_REPOSITORY", "pypi")

int publish() throws Exception {
  try (var files = Files.list(Path.of("dist"));
      var publisher = TrustedPublisher.builder().repository(repository).build()) {
    var report = publisher.publish(files.sorted().toList());
    report.artifacts().forEach(a -> System.out.println(a.artifact().filename() + " " + a.state()));
    return 0;
  } catch (Exception e) {
    System.err.println(e.getMessage());
    return 1;
  }
}

/exit publish()
