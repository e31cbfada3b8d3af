package dev.mooring.cli.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An HTTP server that answers as it is told: each call has a list of answers, the last of which
 * stays. Thread-safe.
 */
public final class FakePlatform implements AutoCloseable {
  /** What it answers, with headers. */
  public record Says(int status, String body, Map<String, String> headers) {
    public static Says json(int status, String body) {
      return new Says(status, body, Map.of());
    }

    public Says with(String name, String value) {
      var more = new HashMap<>(headers);
      more.put(name, value);
      return new Says(status, body, more);
    }
  }

  /** What was asked of it. */
  public record Asked(String method, URI uri, String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final Map<String, List<Function<Asked, Says>>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  public FakePlatform() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    on(
        "POST",
        "/adfs/oauth2/token",
        Says.json(200, "{\"access_token\":\"t1\",\"expires_in\":3600}"));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * How to reach it.
   *
   * @param authorities any file with certificates
   */
  public Target target(Path authorities) {
    return new Target(url(), authorities, "client", "secret", Scope.MAIN);
  }

  /** The certificates of this machine, of which none is used over plain HTTP. */
  public static Path authorities(Path folder) {
    var file = folder.resolve("ca.pem");
    try {
      return Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next calls of a path are answered so, one after the other. */
  public void on(String method, String path, Says... says) {
    var all = new ArrayList<Function<Asked, Says>>();
    for (var answer : says) {
      all.add(_ -> answer);
    }
    answers.put(method + " " + path, all);
  }

  public void on(String method, String path, Function<Asked, Says> says) {
    answers.put(method + " " + path, new ArrayList<>(List.of(says)));
  }

  public List<Asked> asked(String method, String path) {
    return asked.stream()
        .filter(one -> one.method().equals(method) && one.uri().getPath().equals(path))
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = new HashMap<String, String>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      var one =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              headers);
      asked.add(one);
      var says = next(one.method() + " " + one.uri().getPath()).apply(one);
      says.headers().forEach(exchange.getResponseHeaders()::set);
      var body = says.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(says.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Function<Asked, Says> next(String call) {
    var list = answers.getOrDefault(call, List.of());
    if (list.isEmpty()) {
      return _ ->
          Says.json(
              404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"no %s\"}}".formatted(call));
    }
    return list.size() == 1 ? list.getFirst() : list.removeFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
