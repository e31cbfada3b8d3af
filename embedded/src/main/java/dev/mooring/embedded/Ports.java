package dev.mooring.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** The ports that the control plane and the platform listen on. Stateless. */
final class Ports {
  private Ports() {}

  record Port(String use, String address, int number) {}

  static List<Port> control(Layout layout) {
    return List.of(
        new Port("the API server", layout.hostAddress(), Layout.API_PORT),
        new Port("cluster DNS", layout.hostAddress(), 53),
        new Port("etcd", layout.loopback(), 2379),
        new Port("etcd's peers", layout.loopback(), 2380));
  }

  static List<Port> platform(Layout layout) {
    return List.of(
        new Port("the database", layout.loopback(), Layout.POSTGRES_PORT),
        new Port("the platform", layout.loopback(), Layout.HTTPS_PORT),
        new Port("the platform", layout.hostAddress(), Layout.HTTPS_PORT),
        new Port("the tunnel of the agents", layout.loopback(), Layout.RELAY_PORT),
        new Port("the tunnel of the agents", layout.hostAddress(), Layout.RELAY_PORT),
        new Port("the platform's health", layout.loopback(), Layout.HEALTH_PORT));
  }

  /** Fails with the first port that another program has; nothing of ours may listen on them. */
  static void refuseTaken(List<Port> ports) {
    for (var port : ports) {
      try (var socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(port.address()), port.number()));
      } catch (IOException e) {
        throw new EmbeddedException(
            EmbeddedException.Code.CONFLICT,
            "Port %d on %s, which %s needs, is taken; `ss -ltnp sport = :%d` says by whom: stop it and try again"
                .formatted(port.number(), port.address(), port.use(), port.number()),
            e);
      }
    }
  }
}
