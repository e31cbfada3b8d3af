package dev.mooring.tunnel;

import dev.mooring.tunnel.Connections.Farewell;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the agents that dial in: one virtual thread for each, from its handshake until it has
 * left. Thread-safe.
 */
final class Reception implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration LEAVING = Duration.ofSeconds(10);

  private volatile SslContext tls;
  private final Arrivals arrivals;
  private final Pace pace;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tunnel-agent-", 0).factory());
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, GatewayTunnel> tunnels = new ConcurrentHashMap<>();

  /** One an agent, ever: so that of two connections of it the later to arrive is known. */
  private final ConcurrentMap<String, ReentrantLock> doors = new ConcurrentHashMap<>();

  Reception(SslContext tls, Arrivals arrivals, Pace pace) {
    this.tls = tls;
    this.arrivals = arrivals;
    this.pace = pace;
  }

  /** New connections are met with these credentials. */
  void renew(SslContext credentials) {
    tls = credentials;
  }

  /** Takes a new connection; on its event loop. */
  void receive(Channel connection) {
    connections.add(connection);
    connection.closeFuture().addListener(_ -> connections.remove(connection));
    var handshake = tls.newHandler(connection.alloc());
    handshake.setHandshakeTimeoutMillis(pace.silence().toMillis());
    connection.pipeline().addLast(handshake, new Admission());
    handshake
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            connection.config().setAutoRead(false);
            threads.execute(() -> attend(connection, handshake));
          } else {
            LOG.info(
                "Refused a connection from {}: {}",
                connection.remoteAddress(),
                done.cause().getMessage());
          }
        });
  }

  private void attend(Channel connection, SslHandler handshake) {
    try {
      var visitor = Visitor.of(handshake.engine().getSession());
      if (!arrivals.admit(visitor.agent(), visitor.certificateSha256())) {
        LOG.warn(
            "Refused agent {} from {}: its certificate {} is not known; attach its cluster again",
            visitor.agent(),
            connection.remoteAddress(),
            visitor.certificateSha256());
        return;
      }
      var tunnel = open(visitor.agent(), connection);
      if (tunnel.isPresent()) {
        keep(tunnel.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.error("The connection from {} is closed", connection.remoteAddress(), failed);
    } finally {
      Connections.close(connection, Farewell.CLOSED);
    }
  }

  /** Starts to speak HTTP/2; empty when the other end does not. */
  private Optional<GatewayTunnel> open(String agent, Channel connection)
      throws InterruptedException {
    var events = new LinkEvents(pace);
    connection
        .eventLoop()
        .execute(() -> {
          Connections.addCaller(connection.pipeline(), events);
          connection.pipeline().remove(Admission.class);
          connection.config().setAutoRead(true);
        });
    try {
      var _ = events.up().get(pace.silence().toNanos(), TimeUnit.NANOSECONDS);
      return Optional.of(new GatewayTunnel(agent, connection, events));
    } catch (ExecutionException | TimeoutException mute) {
      LOG.info("Agent {} was admitted and left without a word", agent);
      return Optional.empty();
    }
  }

  private void keep(GatewayTunnel tunnel) throws InterruptedException {
    announce(tunnel);
    try {
      tunnel.awaitClosed();
    } finally {
      tunnels.remove(tunnel.agent(), tunnel);
      tunnel.close();
      arrivals.left(tunnel);
    }
  }

  private void announce(GatewayTunnel tunnel) {
    var door = doors.computeIfAbsent(tunnel.agent(), _ -> new ReentrantLock());
    door.lock();
    try {
      arrivals.arrived(tunnel);
      Optional.ofNullable(tunnels.put(tunnel.agent(), tunnel))
          .ifPresent(earlier -> earlier.close(Farewell.REPLACED));
    } finally {
      door.unlock();
    }
  }

  /** Closes all and waits until {@link Arrivals#left} has been told. */
  @Override
  public void close() {
    connections.forEach(connection -> Connections.close(connection, Farewell.CLOSED));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LEAVING.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
