package dev.mooring.tunnel;

import java.io.InputStream;
import java.util.Map;

/**
 * A call through the tunnel.
 *
 * @param path with its query
 * @param headers names in lower case
 * @param body read as the other side takes it, to its end
 */
public record TunnelRequest(
    String method, String path, Map<String, String> headers, InputStream body) {
  public TunnelRequest {
    headers = Map.copyOf(headers);
  }

  public static TunnelRequest of(String method, String path) {
    return new TunnelRequest(method, path, Map.of(), InputStream.nullInputStream());
  }
}
