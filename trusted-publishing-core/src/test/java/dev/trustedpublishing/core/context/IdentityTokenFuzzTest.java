package dev.trustedpublishing.core.context;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The parser of identity tokens against anything. */
class IdentityTokenFuzzTest {
  private static final Pattern WORKFLOW_COMMAND = Pattern.compile("::\\p{Alpha}");
  private final DefaultSpiContext.IdentityTokenReader reader =
      new DefaultSpiContext.IdentityTokenReader(new StrictJson());

  @FuzzTest
  void read_anyText_throwsOnlyMalformedWithoutQuotingIt(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return;
    }
    try {
      IdentityToken token = reader.read(Secret.of(text), IdentityToken.Supply.ONLY_ONE);
      look(token.claims());
      requireHidden(text, token.toString());
    } catch (TrustedPublishingException e) {
      if (!e.code().equals(ErrorCode.IDENTITY_MALFORMED)) {
        throw new AssertionError("unexpected code " + e.code(), e);
      }
      requireHidden(text, e.getMessage());
    }
  }

  /** Every view of the claims has to stand whatever they hold. */
  private static void look(Claims claims) {
    GitHubClaims.of(claims);
    GitLabClaims.of(claims);
    claims
        .presentable()
        .forEach((name, value) -> {
          if ((name + value).chars().anyMatch(Character::isISOControl)
              || WORKFLOW_COMMAND.matcher(value).find()) {
            throw new AssertionError("a claim could drive a terminal or a runner");
          }
        });
  }

  private static void requireHidden(String token, String shown) {
    for (String part : token.split("\\.", -1)) {
      if (part.length() > 40 && shown.contains(part)) {
        throw new AssertionError("the token is quoted");
      }
    }
  }
}
