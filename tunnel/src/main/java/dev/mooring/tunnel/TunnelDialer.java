package dev.mooring.tunnel;

import dev.mooring.tunnel.DialedLink.Attempt;
import dev.mooring.tunnel.DialedLink.Means;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's end: dials the gateway and answers its calls. Thread-safe. */
public final class TunnelDialer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelDialer.class);

  private final Dial dial;
  private final TunnelHandler handler;
  private final Consumer<LinkState> states;
  private final Pace pace;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tunnel-dialer", true), NioIoHandler.newFactory());
  private final Thread thread;

  private TunnelDialer(Dial dial, TunnelHandler handler, Consumer<LinkState> states, Pace pace) {
    this.dial = dial;
    this.handler = handler;
    this.states = states;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("tunnel-dialer").unstarted(this::keepConnected);
  }

  /**
   * Connects and keeps connected until closed.
   *
   * @param states told each time the link comes up, is lost, or could not be made; on a virtual
   *     thread, one at a time
   */
  public static TunnelDialer start(Dial dial, TunnelHandler handler, Consumer<LinkState> states) {
    return start(dial, handler, states, Pace.USUAL);
  }

  static TunnelDialer start(
      Dial dial, TunnelHandler handler, Consumer<LinkState> states, Pace pace) {
    var dialer = new TunnelDialer(dial, handler, states, pace);
    dialer.thread.start();
    return dialer;
  }

  private void keepConnected() {
    try {
      var broken = Instant.now();
      var failures = 0;
      while (true) {
        var trouble =
            switch (connect()) {
              case Attempt.Failed(var why) -> why;
              case Attempt.Up(var link) -> {
                var connected = Instant.now();
                tell(new LinkState.Connected(connected));
                var why = link.awaitLost();
                broken = Instant.now();
                failures = isSettled(connected, broken) ? 0 : failures;
                yield why;
              }
            };
        failures++;
        pause(broken, trouble, pace.backoff().pause(failures, RandomGenerator.getDefault()));
      }
    } catch (InterruptedException closed) {
      LOG.debug("The link to {} is not kept any more", dial.address());
    }
  }

  private boolean isSettled(Instant connected, Instant broken) {
    return Duration.between(connected, broken).compareTo(pace.settled()) >= 0;
  }

  private void pause(Instant since, Trouble why, Duration pause) throws InterruptedException {
    tell(new LinkState.Broken(since, why.code(), why.message(), why.nextStep(), pause));
    Thread.sleep(pause);
  }

  private void tell(LinkState state) {
    try {
      states.accept(state);
    } catch (RuntimeException failed) {
      LOG.error("Nobody took note of {}", state, failed);
    }
  }

  private Attempt connect() throws InterruptedException {
    var troubles = new DialTroubles(dial.address());
    Means means;
    try {
      means = new Means(Tls.agent(dial.identity().get()), loop, handler, pace);
    } catch (RuntimeException failed) {
      return new Attempt.Failed(troubles.credentials(failed));
    }
    try {
      Attempt attempt = new Attempt.Failed(troubles.unresolved());
      for (var address : InetAddress.getAllByName(dial.host())) {
        attempt = DialedLink.open(dial, new InetSocketAddress(address, dial.port()), means);
        if (attempt instanceof Attempt.Up) {
          return attempt;
        }
      }
      return attempt;
    } catch (UnknownHostException unknown) {
      return new Attempt.Failed(troubles.unresolved());
    }
  }

  /** Says goodbye; calls under way fail. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
