package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of the network that other tools obey and this library does not.
 *
 * @param environment the job's variables
 */
record NetworkSettings(CiEnvironment environment) {
  private static final List<String> PROXIES = List.of("HTTPS_PROXY", "https_proxy");
  private static final List<String> GENERAL_PROXIES = List.of("ALL_PROXY", "all_proxy");
  private static final List<String> CERTIFICATES =
      List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS");

  List<DoctorFinding> findings() {
    return Stream.of(proxies(), certificates())
        .flatMap(s -> s)
        .map(DoctorFinding::warning)
        .toList();
  }

  private Stream<Problem> proxies() {
    String names = set(GENERAL_PROXIES);
    return names.isEmpty() || !set(PROXIES).isEmpty()
        ? Stream.empty()
        : Stream.of(
            Problem.of(
                    ErrorCode.USAGE_PROXY_IGNORED,
                    "A proxy is configured, but connections do not use it.")
                .found(names)
                .expected("HTTPS_PROXY, the supported variable")
                .remedy(
                    "Set HTTPS_PROXY to the same value if connections need it; test with doctor"
                        + " --online."));
  }

  private Stream<Problem> certificates() {
    String names = set(CERTIFICATES);
    boolean own = environment.get("SSL_CERT_FILE").isPresent();
    return names.isEmpty() || own
        ? Stream.empty()
        : Stream.of(
            Problem.of(
                    ErrorCode.USAGE_CA_BUNDLE,
                    "Additional certificates are configured for other tools but not for this one.")
                .found(names + ", and no SSL_CERT_FILE")
                .expected("SSL_CERT_FILE, if the registry's certificate needs them")
                .remedy("Set SSL_CERT_FILE to the same PEM file."));
  }

  private String set(List<String> names) {
    return names.stream()
        .filter(name -> environment.get(name).isPresent())
        .collect(Collectors.joining(", "));
  }
}
