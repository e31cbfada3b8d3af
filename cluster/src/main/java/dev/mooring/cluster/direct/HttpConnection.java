package dev.mooring.cluster.direct;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection that carries one request after the other; for one thread but {@link #close}. */
final class HttpConnection implements AutoCloseable {
  private final Socket beneath;
  private final OutputStream out;
  private final AnswerReader answers;

  private HttpConnection(Socket beneath, Socket socket) throws IOException {
    this.beneath = beneath;
    this.out = socket.getOutputStream();
    this.answers = new AnswerReader(socket.getInputStream());
  }

  /**
   * Where a server is, and how it proves that it is the one.
   *
   * @param tls null for plain HTTP
   * @param checksName whether its certificate must be for this host
   */
  record Server(String host, int port, @Nullable SSLSocketFactory tls, boolean checksName) {}

  /**
   * Connects.
   *
   * @param patience for that, and for each part of an answer afterwards
   */
  static HttpConnection open(Server server, Duration patience) throws IOException {
    var beneath = new Socket();
    try {
      beneath.connect(
          new InetSocketAddress(server.host(), server.port()), (int) patience.toMillis());
      beneath.setTcpNoDelay(true);
      beneath.setSoTimeout((int) patience.toMillis());
      return new HttpConnection(beneath, secured(beneath, server));
    } catch (IOException failed) {
      beneath.close();
      throw failed;
    }
  }

  private static Socket secured(Socket beneath, Server server) throws IOException {
    if (server.tls() == null) {
      return beneath;
    }
    var secure = (SSLSocket) server.tls().createSocket(beneath, server.host(), server.port(), true);
    if (server.checksName()) {
      var parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
    }
    secure.startHandshake();
    return secure;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param request head and body
   * @throws IOException if there is none; what became of the request is not known, and the
   *     connection is of no use any more
   */
  HttpAnswer exchange(byte[] request) throws IOException {
    out.write(request);
    out.flush();
    return answers.read();
  }

  /** Waits for nobody, as the closing of TLS would for whoever reads. Whoever reads fails. */
  @Override
  public void close() {
    try {
      beneath.close();
    } catch (IOException _) {
      // Then it is of no use to anybody either.
    }
  }
}
