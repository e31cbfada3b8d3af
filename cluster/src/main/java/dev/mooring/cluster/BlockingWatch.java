package dev.mooring.cluster;

import dev.mooring.cluster.protobuf.Envelope;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A watch by a request whose answer does not end, in the shape of a WebSocket, as which the client
 * wants it. An event is a line, or of a binary answer its length and as many bytes. Thread-safe;
 * what it reads is told by one thread.
 */
final class BlockingWatch implements WebSocket {
  /**
   * Where nothing happens the API server sends a bookmark each minute. Who hears nothing for longer
   * than three listens to nobody.
   */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  private static final int READ_AT_ONCE = 8 * 1024;

  /** Beyond this the buffer of one large object is not kept for the small ones that follow. */
  private static final int MOST_KEPT = 64 * 1024;

  /** No object is larger by far: etcd takes a megabyte and a half. */
  private static final int MOST_FRAMED = 16 * 1024 * 1024;

  static final int NORMAL_END = 1000;

  private final StandardHttpRequest request;
  private final HttpsURLConnection connection;
  private final ClosableTls tls;
  private final Listener listener;
  private final Set<BlockingWatch> running;
  private final CompletableFuture<WebSocketResponse> opened = new CompletableFuture<>();

  private final Reader reader;
  private volatile boolean closed;

  private BlockingWatch(
      StandardHttpRequest request,
      HttpsURLConnection connection,
      ClosableTls tls,
      Listener listener,
      Set<BlockingWatch> running) {
    this.request = request;
    this.connection = connection;
    this.tls = tls;
    this.listener = listener;
    this.running = running;
    this.reader = new Reader("watch " + request.uri().getPath(), this::run);
  }

  /**
   * Sends the request, which is one by HTTPS.
   *
   * @param running has it for as long as it is read
   * @return once the API server has answered: the watch, or what it said instead
   */
  static CompletableFuture<WebSocketResponse> open(
      StandardHttpRequest request,
      SSLContext trust,
      @Nullable Duration connectTimeout,
      Listener listener,
      Set<BlockingWatch> running) {
    try {
      // The client is told of proxies, and then this is not asked.
      var connection = (HttpsURLConnection) request.uri().toURL().openConnection(Proxy.NO_PROXY);
      var tls = new ClosableTls(trust.getSocketFactory());
      connection.setSSLSocketFactory(tls);
      if (connectTimeout != null) {
        connection.setConnectTimeout((int) connectTimeout.toMillis());
      }
      connection.setReadTimeout((int) SILENCE.toMillis());
      connection.setInstanceFollowRedirects(false);
      request
          .headers()
          .forEach((name, all) -> all.forEach(one -> connection.addRequestProperty(name, one)));
      return new BlockingWatch(request, connection, tls, listener, running).start();
    } catch (IOException unusable) {
      return CompletableFuture.failedFuture(unusable);
    }
  }

  private CompletableFuture<WebSocketResponse> start() {
    var patience = request.getTimeout();
    if (patience != null && patience.isPositive()) {
      var _ = opened.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    running.add(this);
    reader.start();
    return opened.whenComplete((_, failed) -> {
      if (failed != null) {
        sendClose(NORMAL_END, "Nobody waits any more");
      }
    });
  }

  /**
   * Reads a watch, and does what comes of it. Not a virtual thread: these wait by way of two
   * others, which costs half as much again.
   */
  private static final class Reader extends Thread {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    Reader(String name, Runnable reading) {
      super(reading, name);
      setDaemon(true);
    }

    void doTasks() {
      for (var task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  /**
   * Leaves a task to the watch that is read by the thread that asks. It is done next, once whoever
   * listens has returned and holds nothing any more.
   *
   * @return false if that thread reads no watch
   */
  static boolean isLeft(Runnable task) {
    return Thread.currentThread() instanceof Reader reader && reader.tasks.add(task);
  }

  private void tell(Runnable word) {
    word.run();
    reader.doTasks();
  }

  private void run() {
    try {
      var code = connection.getResponseCode();
      if (code == HttpURLConnection.HTTP_OK) {
        read();
      } else {
        var said = new WebSocketUpgradeResponse(request, code, headers());
        var refused = new WebSocketResponse(said, new WebSocketHandshakeException(said));
        tell(() -> opened.complete(refused));
      }
    } catch (SocketTimeoutException silent) {
      fail(silent, () -> listener.onClose(this, NORMAL_END, "Nothing heard for " + SILENCE));
    } catch (IOException | RuntimeException | Error broken) {
      // Whatever it was: a watch that ends without a word is not taken up again.
      fail(broken, () -> listener.onError(this, broken));
    } finally {
      running.remove(this);
      connection.disconnect();
    }
  }

  private Map<String, List<String>> headers() {
    var named = new HashMap<>(connection.getHeaderFields());
    // The status line has no name.
    named.remove(null);
    return named;
  }

  /** To whoever waits for the watch, else to whoever listens to it. */
  private void fail(Throwable broken, Runnable toListener) {
    tell(() -> {
      if (!opened.completeExceptionally(broken)) {
        end(toListener);
      }
    });
  }

  private void end(Runnable word) {
    if (closed) {
      listener.onClose(this, NORMAL_END, "Closed");
    } else {
      word.run();
    }
  }

  private void read() throws IOException {
    try (var body = connection.getInputStream()) {
      tell(() -> listener.onOpen(this));
      var said = new WebSocketUpgradeResponse(request, HttpURLConnection.HTTP_OK, headers());
      tell(() -> opened.complete(new WebSocketResponse(said, this)));
      if (Envelope.isType(String.valueOf(connection.getContentType()))) {
        tellFrames(new DataInputStream(new BufferedInputStream(body, READ_AT_ONCE)));
      } else {
        tellLines(body);
      }
    }
    tell(() -> listener.onClose(this, NORMAL_END, "The API server has ended it"));
  }

  private void tellFrames(DataInputStream body) throws IOException {
    for (var length = length(body); length >= 0 && !closed; length = length(body)) {
      if (length > MOST_FRAMED) {
        throw new IOException("An event of %d bytes was announced".formatted(length));
      }
      var frame = body.readNBytes((int) length);
      if (frame.length < length) {
        return;
      }
      var event = Envelope.text(frame);
      tell(() -> listener.onMessage(this, event));
    }
  }

  /** In bytes, of the next event; -1 when there is none. */
  private static long length(DataInputStream body) throws IOException {
    try {
      return Integer.toUnsignedLong(body.readInt());
    } catch (EOFException _) {
      return -1;
    }
  }

  private void tellLines(InputStream body) throws IOException {
    var line = new ByteArrayOutputStream();
    var bytes = new byte[READ_AT_ONCE];
    for (var count = body.read(bytes); count >= 0 && !closed; count = body.read(bytes)) {
      var from = 0;
      for (var at = 0; at < count; at++) {
        if (bytes[at] == '\n') {
          line.write(bytes, from, at - from);
          if (line.size() > 0) {
            var event = line.toString(StandardCharsets.UTF_8);
            tell(() -> listener.onMessage(this, event));
          }
          line = emptied(line);
          from = at + 1;
        }
      }
      line.write(bytes, from, count - from);
    }
  }

  private static ByteArrayOutputStream emptied(ByteArrayOutputStream line) {
    if (line.size() > MOST_KEPT) {
      return new ByteArrayOutputStream();
    }
    line.reset();
    return line;
  }

  /** Nobody has anything to say to a watch. */
  @Override
  public boolean send(ByteBuffer message) {
    return false;
  }

  @Override
  public boolean sendClose(int code, String reason) {
    closed = true;
    try {
      tls.close();
    } catch (IOException _) {
      // It is gone in any case.
      return false;
    }
    return true;
  }

  @Override
  public long queueSize() {
    return 0;
  }

  /** The reader is busy while an event is told, and goes on by itself. */
  @Override
  public void request() {}
}
