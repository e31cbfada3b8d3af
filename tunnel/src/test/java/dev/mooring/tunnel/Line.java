package dev.mooring.tunnel;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway, a proxy before it, and an agent behind that. */
final class Line implements AutoCloseable {
  static final String AGENT = "7d0a52c4-agent";
  static final String HOST = "localhost";

  /** Fast, but slow enough that a busy machine is not taken for a dead one. */
  static final Pace FAST =
      new Pace(
          Duration.ofMillis(200),
          Duration.ofMillis(1000),
          new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
          Duration.ofMinutes(1));

  /** For tests that are not about time. */
  static final Pace PATIENT =
      new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
          Duration.ofMinutes(1));

  final Registry registry = new Registry();
  final List<LinkState> states = new CopyOnWriteArrayList<>();
  final Authority authority;
  final TunnelGateway gateway;
  final Proxy proxy;
  final TunnelDialer dialer;

  Line(Pace pace, TunnelHandler handler) throws Exception {
    authority = new Authority("ours");
    gateway = TunnelGateway.start(List.of(anyPort()), authority.server(HOST), registry, pace);
    proxy = new Proxy(gateway.addresses().getFirst());
    dialer =
        TunnelDialer.start(
            new Dial(HOST, proxy.port(), authority.agent(AGENT)), handler, states::add, pace);
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  Tunnel tunnel() {
    return registry.tunnel(0);
  }

  /** The first trouble with this code; waits for it. */
  static LinkState.Broken broken(List<LinkState> states, String code) {
    await()
        .failFast(() -> states.stream().anyMatch(state -> isOther(state, code)))
        .until(() -> !states.isEmpty());
    return (LinkState.Broken) states.getFirst();
  }

  private static boolean isOther(LinkState state, String code) {
    return switch (state) {
      case LinkState.Broken broken -> !broken.code().equals(code);
      case LinkState.Connected _ -> true;
    };
  }

  @Override
  public void close() throws IOException {
    dialer.close();
    proxy.close();
    gateway.close();
  }
}
