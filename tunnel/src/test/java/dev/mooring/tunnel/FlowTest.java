package dev.mooring.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FlowTest {
  /** What may be between a writer and a reader: the window, and the chunk that is being sent. */
  private static final long BOUND = Connections.WINDOW + Bodies.CHUNK;

  private static final long GIGABYTE = 1L << 30;

  /** A body without end that is watched from both sides. */
  private static final class Source extends InputStream {
    final AtomicLong produced = new AtomicLong();
    final AtomicLong consumed = new AtomicLong();
    final AtomicLong mostAhead = new AtomicLong();
    final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public int read() {
      throw new UnsupportedOperationException("Bodies are read in chunks");
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      // Ahead are only chunks that were sent before this one is asked for.
      mostAhead.accumulateAndGet(produced.get() - consumed.get(), Math::max);
      if (produced.get() >= GIGABYTE) {
        return -1;
      }
      produced.addAndGet(count);
      return count;
    }

    @Override
    public void close() {
      closed.set(true);
    }

    void read(InputStream body, long bytes) throws IOException {
      var buffer = new byte[8000];
      var end = consumed.get() + bytes;
      while (consumed.get() < end) {
        var n = body.read(buffer, 0, (int) Math.min(buffer.length, end - consumed.get()));
        consumed.addAndGet(n);
      }
    }

    /** The writer has filled all it may, and then stands still though nobody stops it. */
    void awaitFull() {
      await().until(() -> produced.get() - consumed.get() >= Connections.WINDOW);
      await().during(Duration.ofMillis(200)).until(() -> produced.get() - consumed.get() <= BOUND);
    }
  }

  @Test
  void aSlowReaderHoldsTheAgentBack() throws Exception {
    var source = new Source();
    try (var line = new Line(Line.PATIENT, _ -> new TunnelResponse(200, Map.of(), source));
        var response = line.tunnel().call(TunnelRequest.of("GET", "/"))) {
      source.awaitFull();
      source.read(response.body(), 1 << 20);
      source.awaitFull();
      source.read(response.body(), 8 << 20);
      assertThat(source.mostAhead.get()).isLessThanOrEqualTo(BOUND);
    }
    await().untilTrue(source.closed);
  }

  @Test
  void aSlowAgentHoldsTheCallerBack() throws Exception {
    var source = new Source();
    var go = new CountDownLatch(1);
    TunnelHandler handler =
        request -> {
          source.read(request.body(), 1000);
          go.await();
          source.read(request.body(), 4 << 20);
          return TunnelResponse.problem(200, "", "", "");
        };
    try (var line = new Line(Line.PATIENT, handler)) {
      var caller =
          Thread.ofVirtual()
              .start(() -> {
                try (var response =
                    line.tunnel().call(new TunnelRequest("PUT", "/", Map.of(), source))) {
                  response.body().readAllBytes();
                } catch (IOException | InterruptedException failed) {
                  throw new IllegalStateException(failed);
                }
              });
      source.awaitFull();
      go.countDown();
      caller.join();
      assertThat(source.mostAhead.get()).isLessThanOrEqualTo(BOUND);
    }
    await().untilTrue(source.closed);
  }

  @Test
  void streamsThatNobodyReadsDoNotStopOthers() throws Exception {
    try (var line =
        new Line(
            Line.PATIENT,
            request ->
                request.path().equals("/endless")
                    ? new TunnelResponse(200, Map.of(), new Source())
                    : TunnelResponse.problem(200, "", "", ""))) {
      for (var i = 0; i < 30; i++) {
        // Never read and never closed.
        assertThat(line.tunnel().call(TunnelRequest.of("GET", "/endless")).status()).isEqualTo(200);
      }
      try (var response = line.tunnel().call(TunnelRequest.of("GET", "/short"))) {
        assertThat(response.body().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void closingAnAnswerEarlyStopsTheHandler() throws Exception {
    var handlers = new AtomicReference<Thread>(Thread.currentThread());
    var body =
        new InputStream() {
          final AtomicBoolean interrupted = new AtomicBoolean();

          @Override
          public int read() throws IOException {
            return read(new byte[1], 0, 1);
          }

          @Override
          public int read(byte[] target, int offset, int count) throws IOException {
            handlers.set(Thread.currentThread());
            try {
              new CountDownLatch(1).await();
              return -1;
            } catch (InterruptedException stopped) {
              interrupted.set(true);
              throw new IOException("stopped", stopped);
            }
          }
        };
    try (var line = new Line(Line.PATIENT, _ -> new TunnelResponse(200, Map.of(), body))) {
      var response = line.tunnel().call(TunnelRequest.of("GET", "/"));
      await().until(() -> handlers.get().getState() == Thread.State.WAITING);
      response.close();
      await().untilTrue(body.interrupted);
      assertThatThrownBy(() -> response.body().read()).hasMessage("The body is closed");
      assertThat(line.tunnel().isOpen()).isTrue();
    }
  }

  @Test
  void aCallerThatIsInterruptedStopsTheHandler() throws Exception {
    var waiting = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    TunnelHandler handler =
        _ -> {
          waiting.countDown();
          try {
            new CountDownLatch(1).await();
            throw new IOException("never");
          } catch (InterruptedException stopped) {
            interrupted.set(true);
            throw stopped;
          }
        };
    try (var line = new Line(Line.PATIENT, handler)) {
      var gaveUp = new AtomicBoolean();
      var caller =
          Thread.ofVirtual()
              .start(() -> {
                try (var _ = line.tunnel().call(TunnelRequest.of("GET", "/"))) {
                  throw new IllegalStateException("answered");
                } catch (InterruptedException stopped) {
                  gaveUp.set(true);
                } catch (IOException failed) {
                  throw new IllegalStateException(failed);
                }
              });
      waiting.await();
      caller.interrupt();
      caller.join();
      assertThat(gaveUp).isTrue();
      await().untilTrue(interrupted);
    }
  }

  @Test
  void givingUpOftenDoesNotCostTheConnection() throws Exception {
    try (var line = new Line(Line.PATIENT, _ -> new TunnelResponse(200, Map.of(), new Source()))) {
      for (var i = 0; i < 500; i++) {
        line.tunnel().call(TunnelRequest.of("GET", "/")).close();
      }
      assertThat(line.tunnel().isOpen()).isTrue();
      assertThat(line.registry.arrived).hasSize(1);
    }
  }
}
