import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.VerificationOptions.CertificateMatcher;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.strings.StringMatcher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Judges the bundles of a folder with sigstore-java: {@code Judge <folder of JudgeCases>}. */
public final class Judge {

  /** What sigstore-java 2.0.0 is known not to notice. */
  private static final Set<String> LAX = Set.of();

  private Judge() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    KeylessVerifier verifier =
        KeylessVerifier.builder()
            .trustedRootProvider(TrustedRootProvider.from(folder.resolve("trusted_root.json")))
            .build();
    // The statement is about an empty file.
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[0]);
    boolean failed = false;
    List<Path> bundles;
    try (Stream<Path> files = Files.list(folder.resolve("bundles"))) {
      bundles = files.sorted().toList();
    }
    for (Path file : bundles) {
      String name = file.getFileName().toString().replace(".json", "");
      boolean accepts = name.startsWith("good") || LAX.contains(name);
      String result = judge(verifier, digest, file, VerificationOptions.empty());
      System.out.println(
          "sigstore-java: " + name + " " + result + (LAX.contains(name) ? " (known to be lax)" : ""));
      if (result.equals("accepted") != accepts) {
        System.err.println("sigstore-java should " + (accepts ? "accept " : "reject ") + name);
        failed = true;
      }
    }
    String issuer = Files.readString(folder.resolve("issuer.txt"));
    Path good = folder.resolve("bundles/good.json");
    String ours = judge(verifier, digest, good, only(issuer, "release.yml@refs/tags/v1.2.3"));
    String others = judge(verifier, digest, good, only(issuer, "other.yml@refs/tags/v1.2.3"));
    System.out.println("sigstore-java: good, of its workflow " + ours + "; of another one " + others);
    System.exit(failed || !ours.equals("accepted") || others.equals("accepted") ? 1 : 0);
  }

  private static VerificationOptions only(String issuer, String workflow) {
    return VerificationOptions.builder()
        .addCertificateMatchers(
            CertificateMatcher.fulcio()
                .subjectAlternativeName(
                    StringMatcher.string("https://github.com/octo-org/sampleproject/.github/workflows/" + workflow))
                .issuer(StringMatcher.string(issuer))
                .build())
        .build();
  }

  private static String judge(
      KeylessVerifier verifier, byte[] digest, Path file, VerificationOptions options) {
    try {
      verifier.verify(digest, Bundle.from(file, StandardCharsets.UTF_8), options);
      return "accepted";
    } catch (Exception e) {
      return "rejected: "
          + e.getMessage()
          + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
    }
  }
}
