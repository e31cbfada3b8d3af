package dev.mooring.cluster.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mooring.cluster.ServerKey;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class KeptConnectionsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch answers = new CountDownLatch(0);
  private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    serve(server);
  }

  private void serve(ServerSocket listening) {
    threads.execute(() -> {
      while (true) {
        try {
          var socket = listening.accept();
          connections.incrementAndGet();
          open.add(socket);
          threads.execute(() -> answer(socket));
        } catch (IOException closed) {
          return;
        }
      }
    });
  }

  private void answer(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      while (!Objects.requireNonNullElse(in.readLine(), "").isEmpty()) {
        var _ = in.readLine();
        answers.await();
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException ended) {
      // The test has ended, or has closed it.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    for (var socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private KeptConnections connections(int atOnce, Duration patience, Duration idle) {
    return new KeptConnections(
        new HttpConnection.Server("127.0.0.1", server.getLocalPort(), null, true),
        atOnce,
        patience,
        idle);
  }

  private Future<HttpAnswer> ask(KeptConnections at) {
    return threads.submit(() -> at.exchange(REQUEST));
  }

  /** Two that nobody uses any more. */
  private void openTwo(KeptConnections kept) throws Exception {
    answers = new CountDownLatch(1);
    var first = ask(kept);
    var second = ask(kept);
    await().until(() -> open.size() == 2);
    answers.countDown();
    first.get();
    second.get();
  }

  @Test
  void oneRequestAfterTheOtherTakesOneConnection() throws Exception {
    try (var kept = connections(4, LONG, LONG)) {
      for (var i = 0; i < 10; i++) {
        assertThat(kept.exchange(REQUEST).body()).isEqualTo("ok");
      }
    }
    assertThat(connections).hasValue(1);
    await().until(open::isEmpty);
  }

  @Test
  void manyAtOnceWaitForTheirTurn() throws Exception {
    answers = new CountDownLatch(1);
    try (var kept = connections(3, LONG, LONG)) {
      var asked = new ArrayList<Future<HttpAnswer>>();
      for (var i = 0; i < 20; i++) {
        asked.add(ask(kept));
      }
      await().until(() -> connections.get() == 3);
      answers.countDown();
      for (var one : asked) {
        assertThat(one.get().body()).isEqualTo("ok");
      }
    }
    assertThat(connections).hasValue(3);
  }

  @Test
  void aConnectionThatTheServerClosesIsNotKept() throws Exception {
    answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    try (var kept = connections(4, LONG, LONG)) {
      kept.exchange(REQUEST);
      kept.exchange(REQUEST);
    }
    assertThat(connections).hasValue(2);
  }

  @Test
  void whatFailsOnceDoesNotFailAgain() throws Exception {
    try (var kept = connections(2, LONG, LONG)) {
      openTwo(kept);
      for (var socket : open) {
        socket.close();
      }
      assertThatThrownBy(() -> kept.exchange(REQUEST)).isInstanceOf(IOException.class);
      assertThat(kept.exchange(REQUEST).body()).isEqualTo("ok");
    }
    assertThat(connections).hasValue(3);
  }

  @Test
  void whoFindsAllInUseWaitsNoLongerThanForAnAnswer() {
    answers = new CountDownLatch(1);
    try (var kept = connections(1, Duration.ofMillis(500), LONG)) {
      var asked = List.of(ask(kept), ask(kept), ask(kept));
      asked.forEach(
          one -> assertThatThrownBy(one::get).hasCauseInstanceOf(SocketTimeoutException.class));
    } finally {
      answers.countDown();
    }
  }

  @Test
  void aServerThatTakesNothingIsNotWaitedFor() throws Exception {
    try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var kept =
            new KeptConnections(
                new HttpConnection.Server("127.0.0.1", deaf.getLocalPort(), null, true),
                1,
                Duration.ofMillis(200),
                LONG)) {
      assertThatThrownBy(() -> kept.exchange(new byte[64 * 1024 * 1024]))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whoDoesNotAnswerInTimeIsNotWaitedFor() {
    answers = new CountDownLatch(1);
    try (var kept = connections(1, Duration.ofMillis(100), LONG)) {
      assertThatThrownBy(() -> kept.exchange(REQUEST)).isInstanceOf(SocketTimeoutException.class);
      answers.countDown();
      await().until(open::isEmpty);
    }
  }

  @Test
  void unusedOnesAreClosed() throws Exception {
    try (var kept = connections(2, LONG, Duration.ofMillis(50))) {
      openTwo(kept);
      await().until(open::isEmpty);
      assertThat(kept.exchange(REQUEST).body()).isEqualTo("ok");
    }
  }

  @Test
  void closingBreaksWhatIsUnderWay() {
    answers = new CountDownLatch(1);
    var kept = connections(1, LONG, LONG);
    var asked = ask(kept);
    await().until(() -> connections.get() == 1);
    kept.close();
    assertThatThrownBy(() -> asked.get(LONG.toSeconds() / 2, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    answers.countDown();
    assertThatThrownBy(() -> kept.exchange(REQUEST)).isInstanceOf(IOException.class);
  }

  @Test
  void aServerMustBeTheOneThatItsCertificateNames(@TempDir Path folder) throws Exception {
    var key = ServerKey.make(folder);
    try (var named = listenSecurely(key.tls(), "127.0.0.1");
        var other = listenSecurely(key.tls(), "127.0.0.2")) {
      assertThat(ask(named, key, true)).isEqualTo("ok");
      assertThatThrownBy(() -> ask(other, key, true)).isInstanceOf(SSLException.class);
      assertThat(ask(other, key, false)).isEqualTo("ok");
    }
  }

  private ServerSocket listenSecurely(SSLContext tls, String address) throws IOException {
    var secure =
        tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName(address));
    serve(secure);
    return secure;
  }

  private static String ask(ServerSocket at, ServerKey key, boolean checksName) throws Exception {
    var address =
        "https://%s:%d/".formatted(at.getInetAddress().getHostAddress(), at.getLocalPort());
    var config =
        new ConfigBuilder()
            .withCaCertData(key.certificate())
            .withDisableHostnameVerification(!checksName)
            .build();
    var server = DirectCalls.server(URI.create(address), config);
    try (var kept = new KeptConnections(server, 1, LONG, LONG)) {
      return kept.exchange(REQUEST).body();
    }
  }
}
