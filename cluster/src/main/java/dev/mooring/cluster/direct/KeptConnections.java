package dev.mooring.cluster.direct;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to a server, each made when it is needed first and kept for those who come next.
 * Thread-safe.
 */
final class KeptConnections implements AutoCloseable {
  private final HttpConnection.Server server;
  private final Duration patience;
  private final Duration idle;
  private final Semaphore free;

  /** The one that was used last is first. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  private final Set<HttpConnection> open = new HashSet<>();
  private boolean isLookedThrough;
  private boolean isClosed;

  /**
   * Connects to nobody yet.
   *
   * @param atOnce how many at most
   * @param patience with the server, for each part of an answer
   * @param idle after which an unused one is closed; less than the server's
   */
  KeptConnections(HttpConnection.Server server, int atOnce, Duration patience, Duration idle) {
    this.server = server;
    this.patience = patience;
    this.idle = idle;
    this.free = new Semaphore(atOnce, true);
  }

  private record Kept(HttpConnection connection, long since) {}

  /**
   * Sends a request when its turn comes and waits for its answer.
   *
   * @param request head and body
   * @throws IOException if there is none; what became of the request is not known
   */
  HttpAnswer exchange(byte[] request) throws IOException, InterruptedException {
    free.acquire();
    try {
      var connection = taken();
      var keeps = false;
      try {
        var answer = connection.exchange(request);
        keeps = answer.keeps();
        return answer;
      } finally {
        giveBack(connection, keeps);
      }
    } finally {
      free.release();
    }
  }

  private HttpConnection taken() throws IOException {
    synchronized (this) {
      var last = kept.pollFirst();
      if (last != null) {
        return last.connection();
      }
    }
    var made = HttpConnection.open(server, patience);
    synchronized (this) {
      open.add(made);
      if (isClosed) {
        made.close();
      }
    }
    return made;
  }

  private synchronized void giveBack(HttpConnection connection, boolean keeps) {
    if (keeps && !isClosed) {
      kept.addFirst(new Kept(connection, System.nanoTime()));
      lookThroughLater();
    } else {
      end(connection);
    }
  }

  private void end(HttpConnection connection) {
    open.remove(connection);
    connection.close();
  }

  private void lookThroughLater() {
    if (!isLookedThrough) {
      isLookedThrough = true;
      later().execute(this::lookThrough);
    }
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(
        idle.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread);
  }

  private synchronized void lookThrough() {
    isLookedThrough = false;
    var now = System.nanoTime();
    for (var oldest = kept.peekLast();
        oldest != null && now - oldest.since() >= idle.toNanos();
        oldest = kept.peekLast()) {
      kept.removeLast();
      end(oldest.connection());
    }
    if (!kept.isEmpty()) {
      lookThroughLater();
    }
  }

  /** Breaks what is under way, too. */
  @Override
  public synchronized void close() {
    isClosed = true;
    kept.clear();
    open.forEach(HttpConnection::close);
    open.clear();
  }
}
