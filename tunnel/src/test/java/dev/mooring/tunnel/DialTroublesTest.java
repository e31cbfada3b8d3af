package dev.mooring.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each way not to get a link is told apart. */
@Timeout(60)
final class DialTroublesTest {
  private static final TunnelHandler OK =
      _ -> new TunnelResponse(200, Map.of(), InputStream.nullInputStream());

  private final Registry registry = new Registry();
  private Authority ours;
  private Authority others;

  @BeforeEach
  void authorities() throws Exception {
    ours = new Authority("ours");
    others = new Authority("others");
  }

  private TunnelGateway gateway(TlsIdentity identity) {
    return TunnelGateway.start(List.of(Line.anyPort()), identity, registry, Line.PATIENT);
  }

  private LinkState.Broken trouble(Dial dial, Pace pace, String code) {
    var states = new CopyOnWriteArrayList<LinkState>();
    try (var _ = TunnelDialer.start(dial, OK, states::add, pace)) {
      var broken = Line.broken(states, code);
      assertThat(broken.code()).isEqualTo(code);
      assertThat(broken.message()).isNotBlank();
      assertThat(broken.nextStep()).isNotBlank();
      return broken;
    }
  }

  private void refused(TlsIdentity gateway, TlsIdentity agent, String code) {
    try (var listening = gateway(gateway)) {
      var port = listening.addresses().getFirst().getPort();
      trouble(new Dial(Line.HOST, port, agent), Line.PATIENT, code);
      assertThat(registry.arrived).isEmpty();
    }
  }

  @Test
  void nothingListens() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    trouble(new Dial(Line.HOST, port, ours.agent("a")), Line.PATIENT, "ConnectionRefused");
  }

  @Test
  void theNameIsUnknown() throws Exception {
    trouble(new Dial("relay.invalid", 1, ours.agent("a")), Line.PATIENT, "NameNotResolved");
  }

  @Test
  void anotherAuthoritysGateway() throws Exception {
    refused(others.server(Line.HOST), ours.agent("a"), "GatewayNotTrusted");
  }

  @Test
  void aGatewayWithAnotherName() throws Exception {
    refused(ours.server("elsewhere.internal"), ours.agent("a"), "GatewayNameMismatch");
  }

  @Test
  void aGatewayWhoseCertificateExpired() throws Exception {
    refused(ours.expiredServer(Line.HOST), ours.agent("a"), "GatewayCertificateExpired");
  }

  @Test
  void anAgentOfAnotherAuthority() throws Exception {
    var foreign = others.agent("a");
    var agent = new TlsIdentity(foreign.certificateChain(), foreign.privateKey(), ours.pem());
    refused(ours.server(Line.HOST), agent, "AgentCertificateRefused");
    assertThat(registry.hashes).isEmpty();
  }

  @Test
  void anAgentThatIsNotWelcome() throws Exception {
    registry.unwelcome.add("a");
    refused(ours.server(Line.HOST), ours.agent("a"), "AgentNotAdmitted");
    assertThat(registry.hashes.getFirst()).matches("[0-9a-f]{64}");
  }

  @Test
  void aServerWithoutTls() throws Exception {
    try (var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var _ =
          Thread.ofVirtual()
              .start(() -> {
                try (var socket = door.accept()) {
                  socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(US_ASCII));
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException closed) {
                  // The test is over.
                }
              });
      var dial = new Dial(Line.HOST, door.getLocalPort(), ours.agent("a"));
      trouble(dial, Line.PATIENT, "NotTls");
    }
  }

  @Test
  void credentialsAreReadAtEachAttempt() throws Exception {
    var attempts = new AtomicInteger();
    var states = new CopyOnWriteArrayList<LinkState>();
    var agent = ours.agent("a");
    try (var gateway = gateway(ours.server(Line.HOST));
        var _ =
            TunnelDialer.start(
                new Dial(
                    Line.HOST,
                    gateway.addresses().getFirst().getPort(),
                    () ->
                        switch (attempts.getAndIncrement()) {
                          case 0 -> throw new UncheckedIOException(new NoSuchFileException("key"));
                          case 1 -> new TlsIdentity("no", "pem", "here");
                          default -> agent;
                        }),
                OK,
                states::add,
                Line.PATIENT)) {
      await().until(() -> states.size() == 3);
      assertThat(((LinkState.Broken) states.get(0)).code()).isEqualTo("CredentialsUnreadable");
      assertThat(((LinkState.Broken) states.get(1)).code()).isEqualTo("CredentialsInvalid");
      assertThat(states.get(2)).isInstanceOf(LinkState.Connected.class);
    }
  }

  @Test
  void aClientWithoutCertificateGetsNothing() throws Exception {
    try (var gateway = gateway(ours.server(Line.HOST))) {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      var address = gateway.addresses().getFirst();
      try (var plain = new Socket(address.getAddress(), address.getPort());
          var socket =
              (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 0, true)) {
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SSLException.class);
      }
      assertThat(registry.hashes).isEmpty();
    }
  }

  @Test
  void aGatewayThatCannotStartSaysWhy() throws Exception {
    var identity = ours.server(Line.HOST);
    try (var first = gateway(identity)) {
      assertThatThrownBy(() -> TunnelGateway.start(first.addresses(), identity, registry))
          .isInstanceOf(TunnelException.class)
          .hasMessageContaining("choose another address");
    }
    assertThatThrownBy(() -> gateway(new TlsIdentity("", "", "")))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining("PEM");
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine e) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine e) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
