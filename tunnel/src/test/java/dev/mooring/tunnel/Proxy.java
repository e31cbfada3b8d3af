package dev.mooring.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A bad network between agent and gateway: cuts, stalls, delays. Thread-safe. */
final class Proxy implements AutoCloseable {
  private final ServerSocket door;
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;

  Proxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var _ = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Breaks all connections, audibly. */
  void cut() {
    sockets.forEach(Proxy::close);
  }

  /** Keeps the connections there are and lets nothing through, as an unplugged cable does. */
  void stall() {
    dead.addAll(sockets);
  }

  void delay(Duration each) {
    delay = each;
  }

  private void accept() {
    try {
      while (true) {
        var from = door.accept();
        var to = new Socket(target.getAddress(), target.getPort());
        from.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        sockets.add(from);
        sockets.add(to);
        var _ = Thread.ofVirtual().start(() -> pump(from, to));
        var _ = Thread.ofVirtual().start(() -> pump(to, from));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[16 * 1024];
    try {
      for (var n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        LockSupport.parkNanos(delay.toNanos());
        if (dead.contains(from)) {
          continue;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException cut) {
      // As meant.
    }
    // Through a cable that is unplugged no goodbye comes either.
    if (!dead.contains(from)) {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException already) {
      // Closed is what it should be.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
