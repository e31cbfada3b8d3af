package dev.mooring.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class CallsTest {
  private static final long LARGE = 24L << 20;

  private Line line;

  @BeforeAll
  void start() throws Exception {
    line = new Line(Line.PATIENT, CallsTest::answer);
  }

  @AfterAll
  void stop() throws Exception {
    line.close();
  }

  private static TunnelResponse answer(TunnelRequest request) throws IOException {
    return switch (request.path()) {
      case "/echo?q=1" -> new TunnelResponse(201, withMethod(request), request.body());
      case "/nothing" ->
          new TunnelResponse(204, Map.of("had-body", "" + request.hasBody()), nothing());
      case "/digest" -> text(digest(request.body()));
      case "/large" -> new TunnelResponse(200, Map.of(), new Pattern(LARGE));
      case "/early" -> text("enough");
      case "/torn" -> new TunnelResponse(200, Map.of(), new Torn());
      default -> throw new IOException("no \"such\" path");
    };
  }

  private static Map<String, String> withMethod(TunnelRequest request) {
    var headers = new HashMap<>(request.headers());
    headers.put("method", request.method());
    headers.put("Upper-Case", "kept lower");
    headers.put("keep-alive", "timeout=5");
    return headers;
  }

  private static InputStream nothing() {
    return InputStream.nullInputStream();
  }

  private static TunnelResponse text(String text) {
    return new TunnelResponse(200, Map.of(), new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static String digest(InputStream body) throws IOException {
    try {
      var digest = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"));
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String call(TunnelRequest request) throws Exception {
    try (var response = line.tunnel().call(request)) {
      return new String(response.body().readAllBytes(), UTF_8);
    }
  }

  private static TunnelRequest post(String path, InputStream body) {
    return new TunnelRequest("POST", path, Map.of(), body);
  }

  @Test
  void whatGoesInComesOut() throws Exception {
    var request =
        new TunnelRequest(
            "PUT",
            "/echo?q=1",
            Map.of("x-note", "a", "connection", "x-hop", "x-hop", "1", "te", "gzip", "host", "h"),
            new ByteArrayInputStream("hello".getBytes(UTF_8)));
    try (var response = line.tunnel().call(request)) {
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.headers())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("x-note", "a", "method", "PUT", "upper-case", "kept lower"));
      assertThat(response.body()).hasContent("hello");
    }
  }

  @Test
  void noBodyIsKnownToBeNone() throws Exception {
    try (var response = line.tunnel().call(TunnelRequest.of("GET", "/nothing"))) {
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.headers()).containsEntry("had-body", "false");
      assertThat(response.hasBody()).isFalse();
    }
  }

  @Test
  void largeBodiesArriveWholeBothWays() throws Exception {
    var expected = digest(new Pattern(LARGE));
    assertThat(call(post("/digest", new Pattern(LARGE)))).isEqualTo(expected);
    try (var response = line.tunnel().call(TunnelRequest.of("GET", "/large"))) {
      assertThat(digest(response.body())).isEqualTo(expected);
    }
  }

  @Test
  void anAnswerBeforeTheRequestsEndIsWhole() throws Exception {
    for (var i = 0; i < 20; i++) {
      assertThat(call(post("/early", new Pattern(LARGE)))).isEqualTo("enough");
    }
  }

  @Test
  void aHandlersExceptionIsAnErrorAnswer() throws Exception {
    try (var response = line.tunnel().call(TunnelRequest.of("GET", "/elsewhere"))) {
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertThat(response.body())
          .hasContent(
              """
              {"error":{"code":"AgentCallFailed","message":"GET /elsewhere failed in the agent: \
              java.io.IOException: no \\"such\\" path",\
              "nextStep":"Try again; if it stays so, read the log of relay-server"}}\
              """);
    }
  }

  @Test
  void aTornBodyIsNotTakenForAWholeOne() {
    assertThatThrownBy(() -> call(TunnelRequest.of("GET", "/torn")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broke the call off");
  }

  @Test
  void aRequestThatCannotBeReadFailsTheCall() {
    assertThatThrownBy(() -> call(post("/digest", new Torn())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not get the request's body");
  }

  @Test
  void headersThatWouldSmuggleAreRefused() {
    var request = new TunnelRequest("GET", "/x", Map.of("a", "b\r\nc: d"), nothing());
    assertThatThrownBy(() -> line.tunnel().call(request))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> line.tunnel().call(TunnelRequest.of("GET", "/a b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aThousandCallsAtOnce() throws Exception {
    var calls = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 1000; i++) {
        var text = "call " + i;
        var body = new ByteArrayInputStream(text.getBytes(UTF_8));
        calls.add(threads.submit(() -> call(post("/echo?q=1", body))));
      }
      for (var i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i).get()).isEqualTo("call " + i);
      }
    }
  }

  /** Ends with an error after a few bytes. */
  private static final class Torn extends InputStream {
    private boolean torn;

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (torn) {
        throw new IOException("torn");
      }
      torn = true;
      return 1;
    }
  }
}
