package dev.mooring.controlplane.http;

import dev.mooring.api.Problem;
import dev.mooring.controlplane.tls.Issued;
import dev.mooring.controlplane.tls.ServerCertificate;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * HTTPS on all our addresses: the API and the storage accounts, told apart by host. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
  private static final int LARGEST_BODY = 4 << 20;

  /** Who is still sending when the connection is closed never reads why; so much is waited for. */
  private static final long MOST_SKIPPED = 64 << 20;

  private static final long GRACE_MILLIS = 3_000;
  private static final String REQUEST_ID = "x-ms-request-id";
  private static final String CORRELATION_ID = "x-ms-correlation-request-id";

  private final Javalin javalin;

  private WebServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /** Where to listen, and under which names. */
  public record Listen(List<InetAddress> addresses, int port, String domain) {
    public Listen {
      addresses = List.copyOf(addresses);
    }
  }

  public static WebServer start(
      Listen listen, ServerCertificate certificate, Api api, BlobEndpoint blobs) {
    var tls = new SslContextFactory.Server();
    show(tls, certificate.serve(next -> renew(tls, next)));
    tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    var hosts = new Hosts(listen.domain());
    var javalin =
        Javalin.create(config -> {
          configure(config, listen, tls);
          config.routes.before(context -> handle(context, hosts, api, blobs));
        });
    javalin.start();
    return new WebServer(javalin);
  }

  /** The key store never leaves this process; its password protects nothing. */
  private static char[] password(Issued certificate) {
    return certificate.sha256().toCharArray();
  }

  private static void configure(JavalinConfig config, Listen listen, SslContextFactory.Server tls) {
    config.startup.showJavalinBanner = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.concurrency.useVirtualThreads = true;
    config.jetty.threadPool = new VirtualThreadPool();
    config.jetty.modifyServer(server -> server.setStopTimeout(GRACE_MILLIS));
    config.jetty.modifyServletContextHandler(WebServer::acceptBlobNames);
    for (var address : listen.addresses()) {
      config.jetty.addConnector((server, _) -> connector(server, tls, address, listen.port()));
    }
  }

  /**
   * Names of blobs may hold encoded slashes and dots, which Jetty takes for attacks on a folder.
   */
  private static void acceptBlobNames(ServletContextHandler handler) {
    handler.getServletHandler().setDecodeAmbiguousURIs(true);
  }

  private static ServerConnector connector(
      Server server, SslContextFactory.Server tls, InetAddress address, int port) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setUriCompliance(UriCompliance.UNSAFE);
    // Also those who call an address, without a name, are served.
    http.addCustomizer(new SecureRequestCustomizer(false));
    var plain = new HttpConnectionFactory(http);
    var connector =
        new ServerConnector(server, new SslConnectionFactory(tls, plain.getProtocol()), plain);
    connector.setHost(address.getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(120_000);
    return connector;
  }

  /** Serves new connections with another certificate. */
  private static void renew(SslContextFactory.Server tls, Issued certificate) {
    try {
      tls.reload(factory -> show(factory, certificate));
    } catch (Exception unfit) {
      // Jetty declares no more than that.
      throw new IllegalStateException("The new certificate cannot be shown", unfit);
    }
  }

  private static void show(SslContextFactory tls, Issued certificate) {
    tls.setKeyStore(ServerCertificate.keyStore(certificate, password(certificate)));
    tls.setKeyStorePassword(certificate.sha256());
  }

  private static void handle(Context context, Hosts hosts, Api api, BlobEndpoint blobs)
      throws IOException {
    context.skipRemainingHandlers();
    var request = context.req();
    var response = context.res();
    var id = UUID.randomUUID().toString();
    response.setHeader(REQUEST_ID, id);
    response.setHeader(CORRELATION_ID, header(request, CORRELATION_ID).orElse(id));
    header(request, "x-ms-client-request-id")
        .ifPresent(asked -> response.setHeader("x-ms-client-request-id", asked));
    switch (hosts.of(header(request, "Host").orElse(""))) {
      case STORAGE -> blobs.handle(request, response);
      case API -> send(response, request.getMethod(), answer(request, api, id));
      case UNKNOWN ->
          send(
              response,
              request.getMethod(),
              Reply.of(
                  421,
                  Json.error(
                      new Problem(
                          "HostUnknown",
                          "Nothing here has this host name",
                          "Call " + hosts.api() + " or an account below it"))));
    }
  }

  private static Optional<String> header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  private static Reply answer(HttpServletRequest request, Api api, String id) throws IOException {
    var sent = request.getInputStream();
    var body = sent.readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      var _ = sent.skip(MOST_SKIPPED);
      return Reply.of(
          413,
          Json.error(
              new Problem(
                  "RequestTooLarge",
                  "The body is larger than 4 MiB",
                  "Put large content into the workspace's storage and name it here")));
    }
    Function<Target, Request> call =
        target ->
            new Request(
                request.getMethod(),
                target,
                headers(request),
                Map.of(),
                new String(body, StandardCharsets.UTF_8));
    try {
      var target =
          Target.of(
              header(request, "Host").orElse("localhost"),
              request.getRequestURI(),
              Optional.ofNullable(request.getQueryString()));
      return api.answer(call.apply(target), id);
    } catch (Refusal malformed) {
      return Reply.of(malformed.status(), Json.error(malformed.problem()));
    }
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    var found = new HashMap<String, String>();
    for (var name : Collections.list(request.getHeaderNames())) {
      header(request, name).ifPresent(value -> found.put(name.toLowerCase(Locale.ROOT), value));
    }
    return found;
  }

  private static void send(HttpServletResponse response, String method, Reply reply)
      throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    if (reply.body().isEmpty()) {
      return;
    }
    var bytes = Json.write(reply.body().get()).getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json; charset=utf-8");
    response.setContentLength(bytes.length);
    if (!method.equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
