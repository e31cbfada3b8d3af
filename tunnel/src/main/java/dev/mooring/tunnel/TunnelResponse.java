package dev.mooring.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The answer. Its body comes in as it is read: who reads slowly slows the sender down, who closes
 * it early cancels the call on the other side.
 *
 * @param headers names in lower case
 */
public record TunnelResponse(int status, Map<String, String> headers, InputStream body)
    implements AutoCloseable {
  public TunnelResponse {
    headers = Map.copyOf(headers);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
