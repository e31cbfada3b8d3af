package dev.mooring.tunnel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  /** An error answer: {@code {"error":{code,message,nextStep}}}. */
  public static TunnelResponse problem(int status, String code, String message, String nextStep) {
    var json = new Trouble(code, message, nextStep).json().getBytes(StandardCharsets.UTF_8);
    return new TunnelResponse(
        status,
        Map.of("content-type", "application/json", "content-length", Integer.toString(json.length)),
        new ByteArrayInputStream(json));
  }

  /** False when it is known that there is none: the body is {@code nullInputStream()}. */
  public boolean hasBody() {
    return !Bodies.isNothing(body);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
