package dev.mooring.controlplane.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mooring.store.Secrets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** The key that signs tokens, one for all replicas. */
final class SigningKey {
  private static final String SECRET = "token-signing-key";
  private static final int BITS = 2048;

  private SigningKey() {}

  static RSAKey of(Secrets secrets) {
    var kept = secrets.find(SECRET);
    return read(kept.isPresent() ? kept.get() : secrets.putIfAbsent(SECRET, make()));
  }

  private static byte[] make() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return generator.generateKeyPair().getPrivate().getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has RSA", impossible);
    }
  }

  private static RSAKey read(byte[] pkcs8) {
    try {
      var factory = KeyFactory.getInstance("RSA");
      if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)) instanceof RSAPrivateCrtKey key)
          || !(factory.generatePublic(
                  new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
              instanceof RSAPublicKey open)) {
        throw new IllegalStateException("The secret '" + SECRET + "' is no RSA key");
      }
      return new RSAKey.Builder(open)
          .privateKey(key)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint()
          .build();
    } catch (GeneralSecurityException | JOSEException broken) {
      throw new IllegalStateException("The secret '" + SECRET + "' is no RSA key", broken);
    }
  }
}
