package dev.mooring.blob;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** The gateway on the loopback, over plain HTTP; all requests count as one account's. */
final class HttpHost implements AutoCloseable {
  private final HttpServer server;

  HttpHost(BlobGateway gateway) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            gateway.handle(new Adapted(exchange));
          }
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Adapted(HttpExchange exchange) implements BlobExchange {
    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String host() {
      return FakeExchange.HOST;
    }

    @Override
    public String rawPath() {
      return exchange.getRequestURI().getRawPath();
    }

    @Override
    public String rawQuery() {
      return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public Map<String, String> headers() {
      var headers = new TreeMap<String, String>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      return headers;
    }

    @Override
    public InputStream body() {
      return exchange.getRequestBody();
    }

    @Override
    public OutputStream respond(int status, Map<String, String> headers, long length)
        throws IOException {
      // This server closes on a body that it has not read, and a client that still sends it learns
      // no
      // status then.
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      var head = method().equals("HEAD");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
      }
      // For this server 0 means unknown, and -1 no body.
      exchange.sendResponseHeaders(status, head || length == 0 ? -1 : Math.max(0, length));
      return exchange.getResponseBody();
    }
  }
}
