package dev.mooring.cli.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void aHandshakeThatBreaksIsNoMatterOfTrust() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> closeAll(server));
      var url = URI.create("https://127.0.0.1:" + server.getLocalPort());
      var target =
          new Target(url, FakePlatform.authorities(folder), "client", "secret", Scope.MAIN);
      try (var arm = new Arm(target)) {
        assertThatThrownBy(() -> arm.get(Scope.MAIN.jobId("j")))
            .hasMessageStartingWith("Unreachable: ");
      }
    }
  }

  /** As the platform does that is killed just then. */
  private static void closeAll(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }
}
