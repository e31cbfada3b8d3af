package dev.mooring.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS for one {@link java.net.HttpURLConnection} that another thread can end while it is read. Its
 * own {@code disconnect} waits for whoever reads, and so does the closing of a TLS connection; that
 * of the connection beneath waits for nobody. Thread-safe.
 */
final class ClosableTls extends SSLSocketFactory implements AutoCloseable {
  private final SSLSocketFactory tls;
  private @Nullable Socket beneath;
  private boolean closed;

  ClosableTls(SSLSocketFactory tls) {
    this.tls = tls;
  }

  /** Breaks the connection, or the one that is made afterwards. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (beneath != null) {
      beneath.close();
    }
  }

  /** What {@code HttpURLConnection} calls, with a connection of its own. */
  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    synchronized (this) {
      beneath = connected;
      if (closed) {
        connected.close();
      }
    }
    return tls.createSocket(connected, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(new Socket(host, port), host, port, true);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(new Socket(host, port, from, fromPort), host, port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(new Socket(host, port), host.getHostAddress(), port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(new Socket(host, port, from, fromPort), host.getHostAddress(), port, true);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }
}
