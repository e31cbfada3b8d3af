package dev.mooring.agent.relay;

import dev.mooring.tunnel.TunnelHandler;
import dev.mooring.tunnel.TunnelRequest;
import dev.mooring.tunnel.TunnelResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries a call to rest-server; streams both bodies. Thread-safe. */
final class Forwarder implements TunnelHandler {
  /** The client sets these itself, and accepts no others. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "authorization");

  private static final int UNAVAILABLE = 503;
  private static final int BAD_REQUEST = 400;

  private final HttpClient http;
  private final URI restServer;
  private final Path tokenFile;

  Forwarder(HttpClient http, URI restServer, Path tokenFile) {
    this.http = http;
    this.restServer = restServer;
    this.tokenFile = tokenFile;
  }

  @Override
  public TunnelResponse handle(TunnelRequest request) throws IOException, InterruptedException {
    try {
      return answer(http.send(forwarded(request), BodyHandlers.ofInputStream()));
    } catch (IllegalArgumentException malformed) {
      return TunnelResponse.problem(
          BAD_REQUEST,
          "RequestMalformed",
          "relay-server cannot pass this on: " + malformed.getMessage(),
          "Report it, with the log of the control plane");
    } catch (ConnectException | HttpConnectTimeoutException unreachable) {
      return TunnelResponse.problem(
          UNAVAILABLE,
          "RestServerUnavailable",
          "relay-server cannot reach rest-server at " + restServer,
          "Look at pod rest-server in the agent's namespace; try again when it is ready");
    }
  }

  private HttpRequest forwarded(TunnelRequest request) throws IOException {
    if (!request.path().startsWith("/")) {
      throw new IllegalArgumentException("the path does not begin with '/'");
    }
    var builder =
        HttpRequest.newBuilder(URI.create(restServer + request.path()))
            .method(request.method(), body(request));
    request
        .headers()
        .forEach((name, value) -> {
          if (!OF_THE_CLIENT.contains(name)) {
            builder.header(name, value);
          }
        });
    return builder.header("authorization", "Bearer " + token()).build();
  }

  /** Read each time, as the kubelet renews it in place. */
  private String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }

  private static BodyPublisher body(TunnelRequest request) {
    if (!request.hasBody()) {
      return BodyPublishers.noBody();
    }
    var stream = BodyPublishers.ofInputStream(request::body);
    return Optional.ofNullable(request.headers().get("content-length"))
        .map(Long::parseLong)
        .filter(length -> length > 0)
        .map(length -> BodyPublishers.fromPublisher(stream, length))
        .orElse(stream);
  }

  private static TunnelResponse answer(HttpResponse<InputStream> response) {
    return new TunnelResponse(response.statusCode(), fields(response), response.body());
  }

  private static Map<String, String> fields(HttpResponse<?> response) {
    return response.headers().map().entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, field -> String.join(", ", field.getValue())));
  }
}
