package dev.mooring.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PemTest {
  private static String text(byte[] encoded) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(encoded));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void readsKeysOfEachAlgorithm(String algorithm) throws GeneralSecurityException {
    var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    assertThat(Pem.key("a word before\n" + text(key.getEncoded()))).isEqualTo(key);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> Pem.key("no key")).hasMessage("there is no key");
    assertThatThrownBy(() -> Pem.key(text(new byte[] {1, 2, 3})))
        .isInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("EC, RSA, EdDSA");
    assertThatThrownBy(() -> Pem.certificates(""))
        .isInstanceOf(CertificateException.class)
        .hasMessage("there is no certificate");
  }

  @Test
  void readsAChainInItsOrder() throws Exception {
    var identity = new Authority("root").agent("one");
    var chain = Pem.certificates(identity.certificateChain() + identity.trusted());
    assertThat(chain).hasSize(2);
    chain[0].verify(chain[1].getPublicKey());
  }
}
