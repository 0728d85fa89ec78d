package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A packed npm package, published to a registry that speaks npm's protocol. */
final class DemoOfNpm implements DemoRegistry {
  private static final SamplePackage SAMPLE = SamplePackage.PACKED;
  private static final int NOT_FOUND = 404;

  @Override
  public String registry(Sandbox sandbox) {
    return sandbox.npm().uri() + ", speaks npm's protocol and really verifies";
  }

  @Override
  public String sample() {
    return SAMPLE.packageName() + " " + SAMPLE.version() + ", packed by npm pack";
  }

  @Override
  public List<Path> files(Path folder) throws IOException {
    return List.of(SAMPLE.copyTo(folder));
  }

  @Override
  public String repository(Sandbox sandbox) {
    return "npm+" + sandbox.npm().uri();
  }

  @Override
  public List<String> apiTokens(Sandbox sandbox) {
    return sandbox.npm().mintedTokens().stream().map(MintedToken::value).toList();
  }

  @Override
  public void prove(Sandbox sandbox, DemoProof proof, PublishReport report) throws IOException {
    Path file = report.artifacts().get(0).artifact().file().path();
    try (RegistryProbe probe = new RegistryProbe()) {
      registryServes(sandbox, proof, probe, Files.readAllBytes(file));
      tokenIsBound(sandbox, proof, probe);
    }
  }

  /** Installers are offered the version, and its tarball is what was on the disk. */
  private static void registryServes(
      Sandbox sandbox, DemoProof proof, RegistryProbe probe, byte[] tarball) throws IOException {
    JsonNode dist =
        probe
            .json(URI.create(sandbox.npm().uri() + escaped(SAMPLE.packageName())))
            .path("versions")
            .path(SAMPLE.version())
            .path("dist");
    String expected = integrity(tarball);
    String found = dist.path("integrity").asText("nothing");
    proof.require(
        found.equals(expected),
        "the registry lists "
            + SAMPLE.packageName()
            + "@"
            + SAMPLE.version()
            + " with the same integrity, "
            + expected.substring(0, 19)
            + "...",
        found);
    byte[] served = probe.bytes(URI.create(dist.path("tarball").asText()));
    proof.require(
        Arrays.equals(served, tarball),
        "its tarball is served, byte for byte",
        served.length + " bytes");
  }

  /**
   * There is no revocation: what protects is that the token is good for one package and an hour.
   */
  private void tokenIsBound(Sandbox sandbox, DemoProof proof, RegistryProbe probe)
      throws IOException {
    List<String> tokens = apiTokens(sandbox);
    proof.require(
        tokens.size() == 1, "one API token was made for the package", tokens.size() + " tokens");
    int elsewhere = probe.put(URI.create(sandbox.npm().uri() + "another-package"), tokens.get(0));
    proof.require(
        elsewhere == NOT_FOUND,
        "the API token is good for this package only: publishing another is answered " + NOT_FOUND,
        String.valueOf(elsewhere));
  }

  private static String escaped(String packageName) {
    return packageName.replaceFirst("/", "%2f");
  }

  private static String integrity(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return "sha512-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
