package dev.mooring.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server on the loopback address that a component can start against: lists are empty,
 * watches stay silent, what is created or changed is given back as it came. Enough for a component
 * to load what it needs to lead and to watch; it holds no objects. Thread-safe.
 */
final class EmptyApiServer implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final String PASSWORD = "training";

  private static final byte[] LIST =
      """
      {"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":"1"},"items":[]}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private static final byte[] NOT_FOUND =
      """
      {"apiVersion":"v1","kind":"Status","status":"Failure","reason":"NotFound","code":404}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final HttpsServer server;
  private final String certificate;
  private final CountDownLatch written = new CountDownLatch(1);
  private final CountDownLatch watched = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long asked = System.nanoTime();

  private EmptyApiServer(HttpsServer server, String certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /**
   * Starts to answer on a free port, over TLS as the real one does.
   *
   * @param work folder for its key
   */
  static EmptyApiServer start(Path work, Tools tools) throws IOException {
    var store = work.resolve("server.p12");
    keytool(
        tools,
        work,
        store,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=ip:127.0.0.1");
    var certificate = keytool(tools, work, store, "-exportcert", "-rfc");
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var server = new EmptyApiServer(https, certificate);
    https.createContext("/", server::answer);
    https.start();
    return server;
  }

  private static String keytool(Tools tools, Path work, Path store, String... words) {
    var all = new ArrayList<>(List.of(tools.java("keytool")));
    all.addAll(List.of(words));
    all.addAll(List.of("-alias", "server", "-storepass", PASSWORD));
    all.addAll(List.of("-keystore", store.toString()));
    return new Command(all, work, Map.of()).output();
  }

  private static SSLContext context(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the key in " + file, e);
    }
  }

  /** What a client needs to come here. */
  String kubeconfig() {
    var authority =
        Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8));
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: u, user: {token: training}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    """
        .formatted(server.getAddress().getPort(), authority);
  }

  /**
   * Waits until a client has written, as one does that leads, has begun to watch, and then asks
   * nothing for a second.
   */
  boolean used(Duration patience) {
    try {
      if (!written.await(patience.toMillis(), TimeUnit.MILLISECONDS)
          || !watched.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      while (System.nanoTime() - asked < QUIET.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(QUIET.toNanos() - (System.nanoTime() - asked));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked = System.nanoTime();
    try (exchange) {
      var request = exchange.getRequestURI();
      var body = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 200, body);
        written.countDown();
      } else if (String.valueOf(request.getQuery()).contains("watch=true")) {
        watch(exchange);
      } else if (ofOneObject(request.getPath())) {
        send(exchange, 404, NOT_FOUND);
      } else {
        send(exchange, 200, LIST);
      }
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    watched.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a path ends with a name: collections and names take turns after the version. */
  static boolean ofOneObject(String path) {
    return path.matches("/(api/v1|apis/[^/]+/[^/]+)(/[^/]+/[^/]+)+");
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
