package dev.mooring.controlplane.tls;

import dev.mooring.store.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of all our servers, one for all replicas; a new one when the old one is near its
 * end, of another authority, or lacks a name. Thread-safe.
 */
public final class ServerCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final String SECRET = "tls/server";
  private static final Duration LEFT = Duration.ofDays(30);

  private final Authority authority;
  private final Secrets secrets;
  private final List<String> names;
  private final List<String> addresses;
  private final List<Consumer<Issued>> servers = new CopyOnWriteArrayList<>();
  private volatile String served = "";

  /**
   * For the names of a domain.
   *
   * @param bound addresses that we listen on; they are in the certificate too
   */
  public ServerCertificate(
      Authority authority, Secrets secrets, String domain, Collection<InetAddress> bound) {
    this.authority = authority;
    this.secrets = secrets;
    this.names = List.of("arm." + domain, "relay." + domain, "*.blob.core." + domain, "localhost");
    var all = new ArrayList<>(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
    bound.stream()
        .filter(address -> !address.isAnyLocalAddress())
        .map(InetAddress::getHostAddress)
        .filter(address -> !all.contains(address))
        .forEach(all::add);
    this.addresses = List.copyOf(all);
  }

  /** The certificate that is fit now; made if there is none. */
  public Issued current() {
    var kept = secrets.find(SECRET).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    if (kept.isPresent()) {
      var leaf = authority.fit(kept.get(), LEFT).filter(this::names);
      if (leaf.isPresent()) {
        return split(kept.get(), leaf.get());
      }
    }
    var made = authority.issueServer(Authority.names(names, addresses));
    secrets.put(SECRET, (made.keyPem() + made.certificatePem()).getBytes(StandardCharsets.UTF_8));
    return made;
  }

  /**
   * A server that shows the certificate from now on.
   *
   * @param server told of each new one; it shows it to those who connect afterwards
   * @return the one to begin with
   */
  public Issued serve(Consumer<Issued> server) {
    servers.add(server);
    var first = current();
    served = first.sha256();
    return first;
  }

  /** Has all servers show a new certificate, if it is time for one. */
  public synchronized void renew() {
    var now = current();
    if (!now.sha256().equals(served)) {
      servers.forEach(server -> server.accept(now));
      served = now.sha256();
      LOG.info("Serving certificate {} from now on", served);
    }
  }

  private static Issued split(String pem, X509Certificate leaf) {
    var chain = Pem.certificates(pem).stream().map(Pem::of).collect(Collectors.joining());
    return new Issued(chain, Pem.of(Pem.key(pem)), Pem.sha256(leaf));
  }

  private boolean names(X509Certificate leaf) {
    try {
      var listed = leaf.getSubjectAlternativeNames();
      if (listed == null) {
        return false;
      }
      Set<Object> there = listed.stream().map(pair -> pair.get(1)).collect(Collectors.toSet());
      return there.containsAll(names) && there.containsAll(addresses);
    } catch (CertificateParsingException broken) {
      return false;
    }
  }

  /** A certificate with its key, in the form that TLS servers of the JDK take. */
  public static KeyStore keyStore(Issued issued, char[] password) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(
          "server",
          Pem.key(issued.keyPem()),
          password,
          Pem.certificates(issued.certificatePem()).toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("The server's certificate is unfit", impossible);
    }
  }
}
