package dev.mooring.agent.admission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key of a mounted TLS Secret, {@code tls.crt} and {@code tls.key} (EC,
 * PKCS#8). The kubelet renews the files in place; {@link #renew} takes up what it put there.
 * Thread-safe.
 */
final class ServingKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ServingKeys.class);
  private static final String ALIAS = "webhook";

  private final Path folder;
  private final AtomicReference<Served> current;

  private record Pair(String certificatePem, X509Certificate certificate, PrivateKey key) {
    /** Says which pair, so that certificate and key of one handshake are of the same. */
    String alias() {
      return ALIAS + certificate.getSerialNumber();
    }
  }

  /** The one before is for handshakes that had begun when the latest came. */
  private record Served(Pair latest, Pair before) {
    @Nullable Pair of(String alias) {
      return alias.equals(latest.alias()) ? latest : alias.equals(before.alias()) ? before : null;
    }
  }

  private ServingKeys(Path folder, Pair first) {
    this.folder = folder;
    this.current = new AtomicReference<>(new Served(first, first));
  }

  /**
   * Reads the pair that is there.
   *
   * @throws IllegalArgumentException when there is none, or it does not belong together
   */
  static ServingKeys read(Path folder) {
    try {
      return new ServingKeys(folder, pair(folder));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unfit) {
      throw new IllegalArgumentException(
          "%s has no certificate to serve with: %s; azureml-connector-admission-init makes it"
              .formatted(folder, unfit.getMessage()),
          unfit);
    }
  }

  /**
   * Takes up a pair that has changed; one that cannot be read is left alone, for the next try.
   *
   * @return whether it is another
   */
  boolean renew() {
    try {
      var pair = pair(folder);
      var before = current.get().latest();
      var isNew = !before.certificatePem().equals(pair.certificatePem());
      if (isNew) {
        current.set(new Served(pair, before));
        LOG.info("Serves with a certificate that ends {}", pair.certificate().getNotAfter());
      }
      return isNew;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unfit) {
      LOG.warn("The certificate stays as it was: {}", unfit.getMessage());
      return false;
    }
  }

  private static Pair pair(Path folder) throws IOException, GeneralSecurityException {
    var pem = Files.readString(folder.resolve("tls.crt"));
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    var key = key(Files.readString(folder.resolve("tls.key")));
    prove(certificate, key);
    return new Pair(pem, certificate, key);
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    var base64 =
        pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "");
    var encoded = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** The kubelet changes both at once, yet they are read one after the other. */
  private static void prove(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    var said = new byte[] {1, 2, 3};
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(said);
    var signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(said);
    if (!signature.verify(signed)) {
      throw new IllegalArgumentException("tls.key is not the key of tls.crt");
    }
  }

  /** Of a server that shows the pair of the moment. */
  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Latest(current)}, null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has TLS", impossible);
    }
  }

  private static final class Latest extends X509ExtendedKeyManager {
    private final AtomicReference<Served> current;

    Latest(AtomicReference<Served> current) {
      this.current = current;
    }

    private String alias() {
      return current.get().latest().alias();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {alias()};
    }

    @Override
    public String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias();
    }

    @Override
    public String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      var pair = current.get().of(alias);
      return pair == null ? null : new X509Certificate[] {pair.certificate()};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      var pair = current.get().of(alias);
      return pair == null ? null : pair.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
