package dev.mooring.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LinkTest {
  private static final TunnelHandler OK =
      _ -> new TunnelResponse(200, Map.of(), InputStream.nullInputStream());

  private static int status(Tunnel tunnel) throws Exception {
    try (var response = tunnel.call(TunnelRequest.of("GET", "/"))) {
      return response.status();
    }
  }

  private static List<String> codes(List<LinkState> states) {
    return states.stream()
        .map(state ->
            switch (state) {
              case LinkState.Connected _ -> "Connected";
              case LinkState.Broken broken -> broken.code();
            })
        .toList();
  }

  @Test
  void aCutLinkComesBack() throws Exception {
    try (var line = new Line(Line.PATIENT, OK)) {
      var first = line.tunnel();
      assertThat(status(first)).isEqualTo(200);
      line.proxy.cut();
      assertThat(status(line.registry.tunnel(1))).isEqualTo(200);
      await().until(() -> line.registry.left.equals(List.of(first)));
      assertThat(first.isOpen()).isFalse();
      assertThatThrownBy(() -> status(first))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its tunnel is closed");
      assertThat(codes(line.states)).containsExactly("Connected", "LinkLost", "Connected");
      var lost = (LinkState.Broken) line.states.get(1);
      assertThat(lost.nextStep()).isNotBlank();
      assertThat(lost.retryIn()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void aRenewedCertificateIsShownToThoseWhoDialAfterwards() throws Exception {
    try (var line = new Line(Line.PATIENT, OK)) {
      line.tunnel();
      line.gateway.renew(line.authority.expiredServer(Line.HOST));
      line.proxy.cut();
      await().until(() -> codes(line.states).contains("GatewayCertificateExpired"));
      line.gateway.renew(line.authority.server(Line.HOST));
      assertThat(status(line.registry.tunnel(1))).isEqualTo(200);
    }
  }

  @Test
  void aSilentLinkIsNoticedByBothEnds() throws Exception {
    var interrupted = new AtomicBoolean();
    var waiting = new CountDownLatch(1);
    TunnelHandler handler =
        _ -> {
          waiting.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException stopped) {
            interrupted.set(true);
          }
          throw new IOException("never");
        };
    try (var line = new Line(Line.FAST, handler)) {
      var first = line.tunnel();
      var call = Thread.ofVirtual().unstarted(() -> assertBroken(first));
      call.start();
      waiting.await();
      line.proxy.stall();
      call.join();
      await().until(() -> line.registry.left.contains(first));
      await().untilTrue(interrupted);
      await().until(() -> codes(line.states).contains("LinkSilent"));
      await().until(() -> line.registry.arrived.size() > 1);
    }
  }

  private static void assertBroken(Tunnel tunnel) {
    assertThatThrownBy(() -> status(tunnel)).isInstanceOf(IOException.class);
  }

  @Test
  void aSlowLinkIsKept() throws Exception {
    try (var line = new Line(Line.FAST, OK)) {
      line.proxy.delay(Duration.ofMillis(100));
      for (var i = 0; i < 10; i++) {
        assertThat(status(line.tunnel())).isEqualTo(200);
      }
      assertThat(codes(line.states)).containsExactly("Connected");
    }
  }

  @Test
  void theSecondConnectionOfAnAgentTakesOver() throws Exception {
    try (var line = new Line(Line.PATIENT, OK)) {
      var first = line.tunnel();
      var states = new CopyOnWriteArrayList<LinkState>();
      var again = line.authority.agent(Line.AGENT);
      var port = line.gateway.addresses().getFirst().getPort();
      await().until(() -> codes(line.states).contains("Connected"));
      try (var _ = TunnelDialer.start(new Dial(Line.HOST, port, again), OK, states::add)) {
        // From here on the two take turns, as each comes back.
        await().until(() -> line.registry.left.contains(first));
        assertThat(line.registry.arrived).hasSizeGreaterThan(1);
        await().until(() -> codes(line.states).contains("LinkReplaced"));
      }
    }
  }

  @Test
  void aGatewayThatStopsSaysSoAndTellsWhoLeft() throws Exception {
    try (var line = new Line(Line.PATIENT, OK)) {
      var tunnel = line.tunnel();
      await().until(() -> !line.states.isEmpty());
      line.gateway.close();
      assertThat(line.registry.left).containsExactly(tunnel);
      await().until(() -> codes(line.states).contains("GatewayClosed"));
    }
  }

  @Test
  void anAgentThatStopsHasLeftAtOnce() throws Exception {
    try (var line = new Line(Line.PATIENT, OK)) {
      var tunnel = line.tunnel();
      line.dialer.close();
      await().until(() -> line.registry.left.contains(tunnel));
      assertThat(tunnel.isOpen()).isFalse();
    }
  }

  @Test
  void manyAgentsAtOnce() throws Exception {
    var authority = new Authority("ours");
    var registry = new Registry();
    try (var gateway =
        TunnelGateway.start(
            List.of(Line.anyPort(), Line.anyPort()), authority.server(Line.HOST), registry)) {
      var dialers = new CopyOnWriteArrayList<TunnelDialer>();
      try {
        for (var i = 0; i < 20; i++) {
          var port = gateway.addresses().get(i % 2).getPort();
          var dial = new Dial(Line.HOST, port, authority.agent("agent-" + i));
          dialers.add(TunnelDialer.start(dial, OK, _ -> {}));
        }
        await().until(() -> registry.arrived.size() == 20);
        for (var tunnel : registry.arrived) {
          assertThat(status(tunnel)).isEqualTo(200);
        }
        assertThat(registry.arrived.stream().map(Tunnel::agent)).doesNotHaveDuplicates();
      } finally {
        dialers.forEach(TunnelDialer::close);
      }
    }
  }
}
