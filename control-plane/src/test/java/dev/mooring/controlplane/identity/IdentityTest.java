package dev.mooring.controlplane.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mooring.controlplane.Rig;
import dev.mooring.controlplane.Rig.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class IdentityTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = Rig.start();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  private static Answer token(String form) {
    return rig.send("POST", "/adfs/oauth2/token", form, Map.of());
  }

  private static Answer groups(String token) {
    return rig.send(
        "GET", "/subscriptions/s1/resourceGroups", "", Map.of("Authorization", "Bearer " + token));
  }

  private static Tokens tokens(InstantSource clock) {
    return new Tokens(rig.store.secrets(), rig.site.issuer(), Audiences.of(rig.site.base()), clock);
  }

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.nextStep()).isNotEmpty();
    assertThat(answer.header("WWW-Authenticate"))
        .contains("authorization_uri=\"" + rig.site.issuer() + "\"");
  }

  @Test
  void discoveryLeadsToTheTokenAndToTheKeyThatSignedIt() throws Exception {
    var discovery = rig.send("GET", "/adfs/.well-known/openid-configuration", "", Map.of()).json();
    assertThat(discovery.path("issuer").asText()).isEqualTo(rig.site.issuer());
    assertThat(discovery.path("token_endpoint").asText()).endsWith("/adfs/oauth2/token");

    var form =
        "grant_type=client_credentials&client_id=demo&client_secret=hush&client_info=1&scope=";
    var answer = token(form + rig.site.base() + "%2F%2F.default");
    var signed = SignedJWT.parse(answer.json().path("access_token").asText());
    var keys =
        JWKSet.parse(
            rig.send("GET", discovery.path("jwks_uri").asText(), "", Map.of()).raw().body());

    var key = keys.getKeyByKeyId(signed.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(signed.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    var claims = signed.getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly(rig.site.base() + "/");
    assertThat(claims.getStringClaim("appid")).isEqualTo("demo");
    assertThat(claims.getStringClaim("tid")).isEqualTo("adfs");
    assertThat(Duration.between(Instant.now(), claims.getExpirationTime().toInstant()))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    assertThat(groups(answer.json().path("access_token").asText()).status()).isEqualTo(200);
  }

  @Test
  void credentialsMayComeAsBasicAuthentication() {
    var basic = Base64.getEncoder().encodeToString("demo:hush".getBytes(StandardCharsets.UTF_8));
    var answer =
        rig.send(
            "POST",
            "/adfs/oauth2/token",
            "grant_type=client_credentials&scope=" + rig.site.base() + "/.default",
            Map.of("Authorization", "Basic " + basic));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void issuerRefusesWhatItMust() {
    var scope = "&scope=" + rig.site.base() + "/.default";
    var wrong = token("grant_type=client_credentials&client_id=demo&client_secret=no" + scope);
    var other = token("grant_type=client_credentials&client_id=x&client_secret=hush" + scope);
    var grant = token("grant_type=password&client_id=demo&client_secret=hush" + scope);
    var foreign =
        token(
            "grant_type=client_credentials&client_id=demo&client_secret=hush&scope=https://a.b/.default");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.json().path("error").asText()).isEqualTo("invalid_client");
    assertThat(other.raw().body()).isEqualTo(wrong.raw().body());
    assertThat(grant.json().path("error").asText()).isEqualTo("unsupported_grant_type");
    assertThat(foreign.json().path("error").asText()).isEqualTo("invalid_resource");
  }

  @Test
  void noTokenIsRefusedAlsoWhereNothingIs() {
    assertRefused(rig.send("GET", Rig.WORKSPACE, "", Map.of()), "AuthenticationFailed");
    assertRefused(rig.send("GET", "/nothing/here", "", Map.of()), "AuthenticationFailed");
  }

  @Test
  void expiredTokenIsRefused() {
    var earlier = InstantSource.offset(InstantSource.system(), Duration.ofHours(-2));

    assertRefused(
        groups(tokens(earlier).issue("demo", rig.site.base())), "ExpiredAuthenticationToken");
  }

  @Test
  void tokenForSomethingElseIsRefused() {
    var storage = tokens(InstantSource.system()).issue("demo", "https://storage.azure.com");

    assertRefused(groups(storage), "InvalidAuthenticationTokenAudience");
    assertThat(tokens(InstantSource.system()).opensStorage(storage)).isTrue();
  }

  @Test
  void tokenForTheMachineLearningResourceIsTaken() {
    // What azure-ai-ml makes of the portal's address https://arm.m.test:PORT/.
    var audience = "https://ml.azure.test:" + rig.site.port();

    assertThat(groups(tokens(InstantSource.system()).issue("demo", audience)).status())
        .isEqualTo(200);
  }

  @Test
  void tokenOfAnotherKeyIsRefused() throws Exception {
    var foreign = new RSAKeyGenerator(2048).generate();

    assertRefused(groups(signed(foreign, rig.site.issuer())), "InvalidAuthenticationToken");
  }

  @Test
  void tokenOfAnotherIssuerIsRefused() throws Exception {
    var own = SigningKey.of(rig.store.secrets());

    assertRefused(groups(signed(own, "https://elsewhere/adfs")), "InvalidAuthenticationToken");
    assertRefused(groups("no.token.atall"), "InvalidAuthenticationToken");
  }

  private static String signed(RSAKey key, String issuer) throws Exception {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(rig.site.base())
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  @Test
  void clientWithAnotherSecretInItsFileGetsThatOne() {
    var clients = new Clients(rig.store.secrets());
    clients.register("second", "old");
    clients.register("second", "new");

    assertThat(clients.check("second", "new")).isTrue();
    assertThat(clients.check("second", "old")).isFalse();
    assertThat(
            new String(
                rig.store.secrets().find("client/second").orElseThrow(), StandardCharsets.UTF_8))
        .doesNotContain("new");
  }
}
