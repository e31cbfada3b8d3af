package dev.mooring.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The probes {@code GET /healthz} and {@code GET /readyz}: 200 with {@code ok}, or 503 with {@code
 * not yet}. Thread-safe.
 */
public final class Health implements AutoCloseable {
  /** Longer than an API server takes to start again. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final HttpServer server;

  private Health(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer for what is ready when it is well.
   *
   * @param port 0 picks a free one
   * @param well false keeps the pod out of a rollout's count, and after five minutes makes the
   *     kubelet restart the container
   */
  public static Health start(int port, BooleanSupplier well) {
    return start(port, well, well);
  }

  /**
   * Starts to answer.
   *
   * @param port 0 picks a free one
   * @param alive false for five minutes makes the kubelet restart the container
   * @param ready false keeps the pod out of a rollout's count
   */
  public static Health start(int port, BooleanSupplier alive, BooleanSupplier ready) {
    try {
      var server = HttpServer.create(new InetSocketAddress(port), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      var lasting = new Grace(alive, GRACE, InstantSource.system());
      server.createContext("/healthz", exchange -> answer(exchange, lasting));
      server.createContext("/readyz", exchange -> answer(exchange, ready));
      server.start();
      return new Health(server);
    } catch (IOException refused) {
      throw new UncheckedIOException(
          "Probes cannot listen on port " + port + "; set HEALTH_PORT to a free one", refused);
    }
  }

  private static void answer(HttpExchange exchange, BooleanSupplier well) throws IOException {
    try (exchange) {
      var ok = well.getAsBoolean();
      var body = (ok ? "ok\n" : "not yet\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(ok ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /**
   * Answers more than the probes on the same port.
   *
   * @param path where it begins, such as {@code /v1/}
   */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** The port that answers. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
