package dev.mooring.tunnel;

import java.io.InputStream;
import java.util.Map;

/**
 * A call through the tunnel.
 *
 * @param path with its query
 * @param headers names in lower case; those that concern one connection only are not passed on
 * @param body read as the other side takes it, to its end, then closed
 */
public record TunnelRequest(
    String method, String path, Map<String, String> headers, InputStream body) {
  public TunnelRequest {
    headers = Map.copyOf(headers);
  }

  public static TunnelRequest of(String method, String path) {
    return new TunnelRequest(method, path, Map.of(), InputStream.nullInputStream());
  }

  /** False when it is known that there is none: the body is {@code nullInputStream()}. */
  public boolean hasBody() {
    return !Bodies.isNothing(body);
  }
}
