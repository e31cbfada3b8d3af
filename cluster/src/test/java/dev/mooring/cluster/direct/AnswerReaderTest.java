package dev.mooring.cluster.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerReaderTest {
  private static HttpAnswer read(String said) throws IOException {
    var bytes = said.getBytes(StandardCharsets.ISO_8859_1);
    return new AnswerReader(new ByteArrayInputStream(bytes)).read();
  }

  @Test
  void aBodyIsAsLongAsItsHeaderSays() throws IOException {
    assertThat(
            read(
                lines(
                    "HTTP/1.1 201 Created",
                    "Content-Type: text/plain",
                    "content-length: 5",
                    "",
                    "first")))
        .isEqualTo(new HttpAnswer(201, "first", true));
    assertThat(read("HTTP/1.1 409 Conflict\r\nContent-Length:0\r\n\r\n"))
        .isEqualTo(new HttpAnswer(409, "", true));
  }

  @Test
  void whatComesUnaskedIsNobodysAnswer() throws IOException {
    assertThat(read("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 201 Created\r\n\r\n"))
        .isEqualTo(new HttpAnswer(204, "", false));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  @Test
  void chunksArePutTogether() throws IOException {
    var said =
        lines(
            "HTTP/1.1 200 OK",
            "Transfer-Encoding: Chunked",
            "",
            "3",
            "abc",
            "A;name=value",
            "0123456789",
            "0",
            "Trailer: x",
            "",
            "");
    assertThat(read(said)).isEqualTo(new HttpAnswer(200, "abc0123456789", true));
  }

  @Test
  void whatIsSaidBeforeTheAnswerIsPassedOver() throws IOException {
    assertThat(
            read(
                lines(
                    "HTTP/1.1 100 Continue",
                    "",
                    "HTTP/1.1 103 Early Hints",
                    "Link: x",
                    "",
                    "HTTP/1.1 204 No Content",
                    "",
                    "")))
        .isEqualTo(new HttpAnswer(204, "", true));
  }

  @Test
  void aConnectionThatTheServerClosesTakesNoOtherRequest() throws IOException {
    assertThat(read("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\n."))
        .isEqualTo(new HttpAnswer(200, ".", false));
    assertThat(read("HTTP/1.1 200 OK\r\nConnection: x, close\r\nContent-Length: 1\r\n\r\n."))
        .isEqualTo(new HttpAnswer(200, ".", false));
    assertThat(read("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n."))
        .isEqualTo(new HttpAnswer(200, ".", false));
    assertThat(read("HTTP/1.1 502 Bad Gateway\r\n\r\nuntil the end"))
        .isEqualTo(new HttpAnswer(502, "until the end", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfour",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
      })
  void anAnswerThatEndsEarlyIsNone(String said) {
    assertThatThrownBy(() -> read(said)).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 abc Odd\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 099 Odd\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n.",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n..",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n.",
        "HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabcz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n"
      })
  void whatIsNoAnswerIsRefused(String said) {
    assertThatThrownBy(() -> read(said)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void nobodyIsListenedToForEver() {
    var early = "HTTP/1.1 102 Processing\r\n\r\n".repeat(20);
    assertThatThrownBy(() -> read(early)).isInstanceOf(ProtocolException.class);
    var line = "HTTP/1.1 200 " + "x".repeat(20_000);
    assertThatThrownBy(() -> read(line)).isInstanceOf(ProtocolException.class);
    var headers = "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(300) + "\r\n";
    assertThatThrownBy(() -> read(headers)).isInstanceOf(ProtocolException.class);
    var body = "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(16 * 1024 * 1024 + 1);
    assertThatThrownBy(() -> read(body)).isInstanceOf(ProtocolException.class);
  }

  /** However the body is cut into chunks and the stream into reads. */
  @Property(tries = 200)
  void answersAreWholeHoweverTheyCome(
      @ForAll @StringLength(max = 20_000) String body,
      @ForAll @IntRange(min = 1, max = 5_000) int chunk,
      @ForAll @IntRange(min = 1, max = 5_000) int atOnce,
      @ForAll boolean isChunked)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var said = isChunked ? chunked(bytes, chunk) : counted(bytes);
    var reader = new AnswerReader(inPieces(new ByteArrayInputStream(said), atOnce));
    // What cannot be written as UTF-8 comes back as it was written.
    assertThat(reader.read())
        .isEqualTo(new HttpAnswer(200, new String(bytes, StandardCharsets.UTF_8), true));
  }

  private static byte[] counted(byte[] body) {
    var said = new ByteArrayOutputStream();
    said.writeBytes(ascii("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(body.length)));
    said.writeBytes(body);
    return said.toByteArray();
  }

  private static byte[] chunked(byte[] body, int chunk) {
    var said = new ByteArrayOutputStream();
    said.writeBytes(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (var from = 0; from < body.length; from += chunk) {
      var length = Math.min(chunk, body.length - from);
      said.writeBytes(ascii("%x\r\n".formatted(length)));
      said.write(body, from, length);
      said.writeBytes(ascii("\r\n"));
    }
    said.writeBytes(ascii("0\r\n\r\n"));
    return said.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static InputStream inPieces(InputStream whole, int atOnce) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return whole.read();
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return whole.read(into, from, Math.min(length, atOnce));
      }
    };
  }
}
