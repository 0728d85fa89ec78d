package dev.trustedpublishing.core.http.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T09, E04: which proxy, and for whom. */
class ProxiesTest {
  private static final String PROXY = "http://proxy.example:3128";

  @ParameterizedTest(name = "NO_PROXY={0}: {1} directly: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | https://pypi.org           | false",
        "*                         | https://pypi.org           | true",
        "pypi.org                  | https://pypi.org           | true",
        "pypi.org                  | https://upload.pypi.org    | true",
        "pypi.org                  | https://notpypi.org        | false",
        "pypi.org                  | https://pypi.org.evil.test | false",
        ".pypi.org                 | https://upload.pypi.org    | true",
        ".pypi.org                 | https://pypi.org           | true",
        "*.pypi.org                | https://upload.pypi.org    | true",
        "PYPI.ORG                  | https://pypi.org           | true",
        "pypi.org.                 | https://pypi.org           | true",
        "pypi.org                  | https://pypi.org.          | true",
        "pypi.org:443              | https://pypi.org           | true",
        "pypi.org:8443             | https://pypi.org           | false",
        "pypi.org:8443             | https://pypi.org:8443      | true",
        "a.test, pypi.org          | https://pypi.org           | true",
        "a.test pypi.org           | https://pypi.org           | true",
        "a.test,,pypi.org,         | https://pypi.org           | true",
        ",                         | https://pypi.org           | false",
        ".                         | https://pypi.org           | false",
        "org                       | https://pypi.org           | true",
        "192.0.2.7                 | https://192.0.2.7          | true",
        "192.0.2.7                 | https://192.0.2.70         | false",
        "192.0.2.0/24              | https://192.0.2.255        | true",
        "192.0.2.7:443             | https://192.0.2.7          | true",
        "192.0.2.0/24              | https://192.0.2.200        | true",
        "192.0.2.0/25              | https://192.0.2.200        | false",
        "192.0.2.0/33              | https://192.0.2.0          | false",
        "192.0.2.0/x               | https://192.0.2.0          | false",
        "0.0.0.0/0                 | https://192.0.2.200        | true",
        "0.0.0.0/0                 | https://pypi.org           | false",
        "999.1.1.1                 | https://pypi.org           | false",
        "2001:db8::1               | https://[2001:db8::1]      | true",
        "2001:DB8:0::1             | https://[2001:db8::1]      | true",
        "[2001:db8::1]             | https://[2001:db8::1]      | true",
        "[2001:db8::1]:443         | https://[2001:db8::1]      | true",
        "[2001:db8::1]:444         | https://[2001:db8::1]      | false",
        "2001:db8::/32             | https://[2001:db8:1::1]    | true",
        "2001:db8::/32             | https://[2001:db9::1]      | false",
        "::/0                      | https://192.0.2.200        | false",
        "other.test                | https://127.0.0.1          | true",
        "other.test                | https://[::1]              | true",
        "other.test                | https://localhost          | true",
        "other.test                | http://127.1.2.3:8080      | true",
      })
  @FaultRow("T09")
  void noProxy_decidesWhetherProxyIsUsed(String list, String target, boolean directly) {
    Proxies proxies = proxies(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", list));

    assertThat(proxies.forOrigin(Origin.of(URI.create(target))).isEmpty()).isEqualTo(directly);
  }

  @ParameterizedTest(name = "{0}={1}, {2}={3}: {4}")
  @CsvSource({
    "HTTPS_PROXY, http://a:1, NO_PROXY, x.test, a:1",
    "https_proxy, http://a:1, no_proxy, x.test, a:1",
    "https_proxy, http://a:1, HTTPS_PROXY, http://b:2, a:1",
    "HTTPS_PROXY, http://b:2, https_proxy, '', b:2",
    "https_proxy, http://a:1, no_proxy, pypi.org, ''",
    "https_proxy, http://a:1, NO_PROXY, pypi.org, ''",
    "HTTP_PROXY, http://a:1, http_proxy, http://b:2, ''",
  })
  @FaultRow("T09")
  void lowercaseVariable_takesPrecedence(
      String one, String value, String other, String otherValue, String chosen) {
    Proxies proxies = proxies(Map.of(one, value, other, otherValue));

    assertThat(pypi(proxies).map(ProxyServer::toString).orElse("")).isEqualTo(chosen);
  }

  @Test
  @FaultRow("T09")
  void lowercaseNoProxy_takesPrecedence() {
    Proxies proxies =
        proxies(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", "pypi.org", "no_proxy", "elsewhere.test"));

    assertThat(pypi(proxies)).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "proxy.example:3128, proxy.example:3128",
    "proxy.example, proxy.example:80",
    "http://proxy.example, proxy.example:80",
    "http://proxy.example:3128/, proxy.example:3128",
    "HTTP://192.0.2.1:8080, 192.0.2.1:8080",
    "http://[2001:db8::1]:3128, [2001:db8::1]:3128",
    "' http://proxy.example:3128 ', proxy.example:3128",
  })
  @FaultRow("E04")
  void proxyVariable_validValue_isParsed(String value, String server) {
    assertThat(pypi(proxies(Map.of("HTTPS_PROXY", value))))
        .map(ProxyServer::toString)
        .hasValue(server);
  }

  @Test
  @FaultRow("E04")
  void proxyLogin_isDecodedAndNeverPrinted() {
    Proxies proxies =
        proxies(Map.of("HTTPS_PROXY", "http://robot:p%40ss%3a+word@proxy.example:3128"));
    ProxyServer.Login login = pypi(proxies).flatMap(ProxyServer::login).orElseThrow();

    assertThat(login.user()).isEqualTo("robot");
    assertThat(login.password().reveal()).isEqualTo("p@ss:+word");
    assertThat(proxies + " " + pypi(proxies) + login).doesNotContain("p@ss", ":+word");
  }

  @Test
  @FaultRow("E04")
  void proxyLogin_mayOmitUserName() {
    assertThat(pypi(proxies(Map.of("HTTPS_PROXY", "http://:pass@proxy.example"))))
        .flatMap(ProxyServer::login)
        .hasValueSatisfying(login -> {
          assertThat(login.user()).isEmpty();
          assertThat(login.password().reveal()).isEqualTo("pass");
        });
  }

  @Test
  void toString_showsProxyAndNumberOfExceptions() {
    assertThat(proxies(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", "a.test,,b.test,")))
        .hasToString("Proxies[proxy.example:3128 except for 2 exceptions]");
    assertThat(Proxies.none()).hasToString("Proxies[none]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "socks5://secret:secret@proxy.example:1080 | a scheme other than http",
        "https://proxy.example:3128                | a scheme other than http",
        "http://proxy.example:0                    | an invalid port",
        "http://proxy.example:70000                | an invalid port",
        "http://secret:secret@:3128                | no valid host name",
        "http://2001:db8::1:3128                   | no valid host name",
        "http://secret:secret@proxy_x y:3128       | text that is not a URL",
        "http://secret:sec%ret@proxy.example:3128  | text that is not a URL",
        "http://secret@proxy.example:3128          | a user name without a password",
        "http://secret:sec%0aret@proxy.example     | invalid characters",
        "http://proxy.example:3128/secret          | a path, a query or a fragment",
        "http://proxy.example:3128?secret          | a path, a query or a fragment",
      })
  @FaultRow("E04")
  void invalidProxyVariable_isRejectedWithoutShowingIt(String value, String found) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> proxies(Map.of("https_proxy", value)));

    assertThat(e.code()).hasToString("usage.proxy");
    assertThat(e)
        .hasMessageStartingWith("The proxy in https_proxy is invalid.")
        .hasMessageContaining(found)
        .hasMessageContaining("http://proxy.example:3128")
        .hasMessageContaining("Correct https_proxy, unset it")
        .hasMessageNotContaining("secret");
  }

  @Test
  @FaultRow("E04")
  void overlongProxyVariable_isRejected() {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> proxies(Map.of("https_proxy", "http://" + "x".repeat(10_000))));

    assertThat(e).hasMessageContaining("more than 4096 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "https://pypi.org/, false",
    "https://index.corp.example/, true",
    "https://corp.example.org/, false",
    "https://10.1.2.3/, true",
    "https://11.1.2.3/, false",
    "https://192.168.7.9/, true",
    "https://upload.example/, true",
    "https://127.0.0.1/, true",
  })
  void propertiesOfJava_areObeyedWithoutVariables(String target, boolean directly) {
    Proxies proxies =
        Proxies.from(
            CiEnvironment.of(Map.of()),
            name ->
                Map.of(
                        "https.proxyHost", "proxy.example",
                        "https.proxyPort", "3128",
                        "https.proxyUser", "robot",
                        "https.proxyPassword", "p@ss word",
                        "http.nonProxyHosts", "*.corp.example|10.*|192.168.*|upload.example")
                    .getOrDefault(name, ""));

    assertThat(proxies.forOrigin(Origin.of(URI.create(target))).isEmpty()).isEqualTo(directly);
    assertThat(pypi(proxies)).hasToString("Optional[proxy.example:3128]");
    ProxyServer.Login login = pypi(proxies).orElseThrow().login().orElseThrow();
    assertThat(login.user()).isEqualTo("robot");
    assertThat(login.password().reveal()).isEqualTo("p@ss word");
  }

  @Test
  void exceptionsInTheVariable_holdForTheProxyOfJava() {
    Proxies proxies =
        Proxies.from(
            CiEnvironment.of(Map.of("NO_PROXY", "upload.example")),
            name -> name.equals("https.proxyHost") ? "proxy.example" : "");

    assertThat(proxies.forOrigin(Origin.of(URI.create("https://upload.example/")))).isEmpty();
    assertThat(pypi(proxies)).hasToString("Optional[proxy.example:443]");
  }

  @Test
  void variable_winsOverPropertiesOfJava() {
    Proxies proxies =
        Proxies.from(CiEnvironment.of(Map.of("HTTPS_PROXY", PROXY)), name -> "other.example");

    assertThat(pypi(proxies)).isEqualTo(pypi(proxies(Map.of("HTTPS_PROXY", PROXY))));
  }

  @Test
  void invalidPropertyOfJava_isNamed() {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () ->
                Proxies.from(
                    CiEnvironment.of(Map.of()),
                    name -> name.equals("https.proxyHost") ? "a b" : ""));

    assertThat(e).hasMessageStartingWith("The proxy in -Dhttps.proxyHost is invalid.");
  }

  @Test
  void longAddress_takesProportionalTime() {
    for (int size = 1 << 15; size <= 1 << 19; size *= 2) {
      String list = ":".repeat(size) + "x," + "1.".repeat(size / 2) + "," + "a".repeat(size);

      assertTimeout(
          Duration.ofSeconds(10),
          () -> pypi(proxies(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", list))));
    }
  }

  private static Proxies proxies(Map<String, String> variables) {
    return Proxies.from(CiEnvironment.of(variables));
  }

  private static Optional<ProxyServer> pypi(Proxies proxies) {
    return proxies.forOrigin(Origin.of(URI.create("https://pypi.org/")));
  }
}
