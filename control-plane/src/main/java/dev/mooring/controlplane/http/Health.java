package dev.mooring.controlplane.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The probes {@code GET /healthz} and {@code GET /readyz}: 200 with {@code ok}, or 503 with {@code
 * not yet}. Plain HTTP, apart from the API, so that they answer when that is busy. Thread-safe.
 */
public final class Health implements AutoCloseable {
  private final HttpServer server;

  private Health(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param port 0 picks a free one
   */
  public static Health start(InetAddress address, int port, BooleanSupplier ready) {
    try {
      var server = HttpServer.create(new InetSocketAddress(address, port), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/healthz", exchange -> answer(exchange, true));
      server.createContext("/readyz", exchange -> answer(exchange, ready.getAsBoolean()));
      server.start();
      return new Health(server);
    } catch (IOException refused) {
      throw new UncheckedIOException(
          "Probes cannot listen on %s:%d; set MOORING_HEALTH_PORT to a free one"
              .formatted(address.getHostAddress(), port),
          refused);
    }
  }

  private static void answer(HttpExchange exchange, boolean well) throws IOException {
    try (exchange) {
      var body = (well ? "ok\n" : "not yet\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(well ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
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
