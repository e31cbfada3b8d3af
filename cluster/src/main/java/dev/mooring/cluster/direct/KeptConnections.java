package dev.mooring.cluster.direct;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to a server, each made when it is needed first and kept for those who come next. When
 * one breaks those that are kept then are not used any more: what ended it has ended them.
 * Thread-safe.
 */
final class KeptConnections implements AutoCloseable {
  private final HttpConnection.Server server;
  private final Duration patience;
  private final Duration idle;
  private final Semaphore free;

  /** Nobody's, the one that was used last first; with when that was. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  /** Somebody's, with the nanoseconds at which he got it. */
  private final Map<HttpConnection, Long> used = new HashMap<>();

  private boolean isLookedThrough;
  private boolean isClosed;

  /**
   * Connects to nobody yet.
   *
   * @param atOnce how many at most
   * @param patience with the server, for each part of an answer; a request and its answer together
   *     may take three times as long
   * @param idle after which an unused one is not used any more; less than the server's
   */
  KeptConnections(HttpConnection.Server server, int atOnce, Duration patience, Duration idle) {
    this.server = server;
    this.patience = patience;
    this.idle = idle;
    this.free = new Semaphore(atOnce, true);
  }

  private record Kept(HttpConnection connection, long since) {}

  private static boolean isOver(long since, Duration time) {
    return System.nanoTime() - since >= time.toNanos();
  }

  /**
   * Sends a request when its turn comes, for which it waits as long as for an answer, and waits for
   * that.
   *
   * @param request head and body
   * @throws IOException if there is none; what became of the request is not known
   */
  HttpAnswer exchange(byte[] request) throws IOException, InterruptedException {
    if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new SocketTimeoutException("All connections to %s are in use".formatted(server.host()));
    }
    try {
      return exchange(taken(), request);
    } finally {
      free.release();
    }
  }

  private HttpAnswer exchange(HttpConnection connection, byte[] request) throws IOException {
    var keeps = false;
    try {
      var answer = connection.exchange(request);
      keeps = answer.keeps();
      return answer;
    } catch (IOException broken) {
      endKept();
      throw broken;
    } finally {
      giveBack(connection, keeps);
    }
  }

  private HttpConnection taken() throws IOException {
    synchronized (this) {
      var last = kept.peekFirst();
      if (last != null && !isOver(last.since(), idle)) {
        kept.removeFirst();
        used.put(last.connection(), System.nanoTime());
        return last.connection();
      }
      // The others are older.
      endKept();
    }
    var made = HttpConnection.open(server, patience);
    synchronized (this) {
      used.put(made, System.nanoTime());
      lookThroughLater();
      if (isClosed) {
        made.close();
      }
    }
    return made;
  }

  private synchronized void giveBack(HttpConnection connection, boolean keeps) {
    used.remove(connection);
    if (keeps && !isClosed) {
      kept.addFirst(new Kept(connection, System.nanoTime()));
    } else {
      connection.close();
    }
  }

  private synchronized void endKept() {
    kept.forEach(one -> one.connection().close());
    kept.clear();
  }

  /** Once for all: a timer for each request would cost as much as a part of it. */
  private void lookThroughLater() {
    if (!isLookedThrough) {
      isLookedThrough = true;
      var next = patience.compareTo(idle) < 0 ? patience : idle;
      CompletableFuture.delayedExecutor(
              next.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
          .execute(this::lookThrough);
    }
  }

  private synchronized void lookThrough() {
    isLookedThrough = false;
    for (var oldest = kept.peekLast();
        oldest != null && isOver(oldest.since(), idle);
        oldest = kept.peekLast()) {
      kept.removeLast();
      oldest.connection().close();
    }
    // A server that stands still takes nothing either, and only for its answer a socket waits no
    // longer than it was told.
    used.forEach((connection, since) -> {
      if (isOver(since, patience.multipliedBy(2))) {
        connection.close();
      }
    });
    if (!kept.isEmpty() || !used.isEmpty()) {
      lookThroughLater();
    }
  }

  /** Breaks what is under way, too. */
  @Override
  public synchronized void close() {
    isClosed = true;
    endKept();
    used.keySet().forEach(HttpConnection::close);
  }
}
