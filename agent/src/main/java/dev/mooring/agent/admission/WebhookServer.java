package dev.mooring.agent.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.mooring.agent.Bodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code POST /validate} and {@code POST /mutate} over TLS. Each connection is greeted with
 * the certificate of the moment; those that stand go on with theirs. Thread-safe.
 */
final class WebhookServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);

  /** etcd takes 1.5 MiB, and a change carries the object twice. */
  private static final int LARGEST_BODY = 4 << 20;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private WebhookServer(HttpsServer server) {
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param port 0 picks a free one
   */
  static WebhookServer start(int port, Gate gate, ServingKeys keys) {
    try {
      var server = HttpsServer.create(new InetSocketAddress(port), 0);
      server.setHttpsConfigurator(new Tls(keys.context()));
      var webhooks = new WebhookServer(server);
      server.setExecutor(webhooks.threads);
      server.createContext(
          "/validate", exchange -> answer(exchange, review -> review.answer(gate.rule(review))));
      server.createContext(
          "/mutate", exchange -> answer(exchange, review -> review.answer(Defaults.patch(review))));
      server.start();
      return webhooks;
    } catch (IOException refused) {
      throw new UncheckedIOException("Webhooks cannot listen on port " + port, refused);
    }
  }

  private static final class Tls extends HttpsConfigurator {
    Tls(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      var tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(tls);
    }
  }

  private static void answer(HttpExchange exchange, Function<Review, byte[]> rule)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, 405, "Only the API server asks here, with POST");
        return;
      }
      var body = Bodies.read(exchange.getRequestBody(), LARGEST_BODY);
      if (body.isPresent()) {
        ruled(exchange, body.get(), rule);
      } else {
        send(exchange, 413, "The body is larger than %d bytes".formatted(LARGEST_BODY));
      }
    }
  }

  private static void ruled(HttpExchange exchange, byte[] body, Function<Review, byte[]> rule)
      throws IOException {
    byte[] answer;
    try {
      answer = rule.apply(Review.read(body));
    } catch (IllegalArgumentException wrong) {
      send(exchange, 400, String.valueOf(wrong.getMessage()));
      return;
    } catch (RuntimeException unexpected) {
      // The API server then goes on as though nobody had been asked.
      LOG.error("{} failed", exchange.getRequestURI().getPath(), unexpected);
      send(exchange, 500, "The webhook failed: " + unexpected);
      return;
    }
    send(exchange, 200, "application/json", answer);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** The port that answers. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Lets what is being answered end, for at most a second. */
  @Override
  public void close() {
    server.stop(1);
    threads.close();
  }
}
