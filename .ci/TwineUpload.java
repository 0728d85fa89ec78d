import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Our whole pipeline, with one difference: the upload is left to real twine, which gets the API token of our exchange. */
public class TwineUpload {
  public static void main(String[] files) throws Exception {
    try (var publisher =
        TrustedPublisher.builder()
            .with(new WithTwine())
            .repository("twine+" + System.getenv("TRUSTED_PUBLISH_REPOSITORY"))
            .workflowCommands(command -> {})
            .build()) {
      var report = publisher.publish(Stream.of(files).map(Path::of).toList());
      report.artifacts().forEach(a -> System.out.println(a.artifact().filename() + " " + a.state()));
    }
  }

  private static final class WithTwine implements PackageRepository {
    private final PyPiRepository pypi = new PyPiRepository();

    @Override
    public String id() {
      return "twine";
    }

    @Override
    public List<String> knownNames() {
      return List.of();
    }

    @Override
    public Optional<RepositoryTarget> resolve(
        String nameOrUrl, List<Path> files, SpiContext context) {
      String protocol = id() + "+";
      return nameOrUrl.startsWith(protocol)
          ? pypi.resolve(nameOrUrl.substring(protocol.length()), files, context)
          : Optional.empty();
    }

    @Override
    public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
      return new TwineClient(pypi.connect(target, context), target);
    }
  }

  private record TwineClient(RepositoryClient pypi, RepositoryTarget target) implements RepositoryClient {
    @Override
    public Set<Capability> capabilities() {
      return pypi.capabilities();
    }

    @Override
    public List<Artifact> plan(List<Path> files) {
      return pypi.plan(files);
    }

    @Override
    public List<ExchangeScope> scopes(List<Artifact> artifacts) {
      return pypi.scopes(artifacts);
    }

    @Override
    public IdentityRequest identityFor(ExchangeScope scope) {
      return pypi.identityFor(scope);
    }

    @Override
    public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
      return pypi.exchange(scope, identity);
    }

    @Override
    public Presence find(Artifact artifact) {
      return pypi.find(artifact);
    }

    @Override
    public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
      ProcessBuilder twine =
          new ProcessBuilder(
              "twine", "upload", "--non-interactive", "--disable-progress-bar", artifact.file().path().toString());
      // The token goes through the environment: a command line can be read by every process.
      twine.environment().put("TWINE_USERNAME", "__token__");
      twine.environment().put("TWINE_PASSWORD", token.value().reveal());
      twine.environment().put("TWINE_REPOSITORY_URL", target.endpoint().toString());
      try {
        int exit = twine.inheritIO().start().waitFor();
        if (exit != 0) {
          throw new IllegalStateException("twine ended with " + exit);
        }
        return new Receipt(Optional.empty());
      } catch (java.io.IOException | InterruptedException e) {
        throw new IllegalStateException("twine could not be run", e);
      }
    }

    @Override
    public Revocation revoke(ApiToken token) {
      return pypi.revoke(token);
    }
  }
}
