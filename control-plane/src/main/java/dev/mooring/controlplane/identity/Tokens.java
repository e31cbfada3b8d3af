package dev.mooring.controlplane.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mooring.api.Problem;
import dev.mooring.store.Secrets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes and checks tokens. Thread-safe. */
public final class Tokens {
  static final Duration LIFE = Duration.ofHours(1);

  /** Clocks of replicas differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final RSAKey key;
  private final String issuer;
  private final Audiences audiences;
  private final InstantSource clock;

  public Tokens(Secrets secrets, String issuer, Audiences audiences, InstantSource clock) {
    this.key = SigningKey.of(secrets);
    this.issuer = issuer;
    this.audiences = audiences;
    this.clock = clock;
  }

  String issuer() {
    return issuer;
  }

  /** The open half of the key, as a JSON Web Key Set. */
  Map<String, Object> keys() {
    return new JWKSet(key).toJSONObject(true);
  }

  /** Whether a token can be for it. */
  boolean known(String audience) {
    return audiences.known(audience);
  }

  /** A token that says that this client calls. */
  String issue(String client, String audience) {
    var now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(audience)
            .subject(client)
            .claim("appid", client)
            .claim("oid", client)
            .claim("tid", "adfs")
            .claim("ver", "1.0")
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("An RSA key signs", impossible);
    }
    return token.serialize();
  }

  /** Why this token does not open the API; empty when it does. */
  public Optional<Problem> refuseForApi(String token) {
    return refuse(token, audiences.api());
  }

  /** Whether this token opens the storage accounts. */
  public boolean opensStorage(String token) {
    return refuse(token, audiences.storage()).isEmpty();
  }

  private Optional<Problem> refuse(String token, Set<String> wanted) {
    try {
      var signed = SignedJWT.parse(token);
      if (!JWSAlgorithm.RS256.equals(signed.getHeader().getAlgorithm())
          || !signed.verify(new RSASSAVerifier(key))) {
        return invalid("Its signature is not from this platform's issuer");
      }
      return refuse(signed.getJWTClaimsSet(), wanted);
    } catch (ParseException | JOSEException malformed) {
      return invalid("It is not a signed JSON Web Token");
    }
  }

  private Optional<Problem> refuse(JWTClaimsSet claims, Set<String> wanted) {
    var now = clock.instant();
    if (!issuer.equals(claims.getIssuer())) {
      return invalid("Its issuer is not " + issuer);
    }
    var end = claims.getExpirationTime();
    if (end == null || now.isAfter(end.toInstant().plus(SKEW))) {
      return Optional.of(
          new Problem("ExpiredAuthenticationToken", "The token has expired", "Get a new one"));
    }
    var begin = claims.getNotBeforeTime();
    if (begin != null && now.isBefore(begin.toInstant().minus(SKEW))) {
      return invalid("It is not valid yet; compare the clocks");
    }
    if (Collections.disjoint(claims.getAudience(), wanted)) {
      return Optional.of(
          new Problem(
              "InvalidAuthenticationTokenAudience",
              "The token is for %s".formatted(claims.getAudience()),
              "Ask for one with scope "
                  + wanted.stream().min(String::compareTo).orElse("")
                  + "/.default"));
    }
    return Optional.empty();
  }

  private static Optional<Problem> invalid(String why) {
    return Optional.of(
        new Problem(
            "InvalidAuthenticationToken",
            "The token is not valid. " + why,
            "Get a new one; `moor env` prints the settings"));
  }
}
