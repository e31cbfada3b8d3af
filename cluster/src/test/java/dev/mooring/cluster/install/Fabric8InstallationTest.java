package dev.mooring.cluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mooring.cluster.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Fabric8InstallationTest {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final String GROUPS = "podgroups.scheduling.volcano.sh";

  @TempDir private Path folder;

  private static String answer(String path) {
    return switch (path) {
      case "/version" -> "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.3\"}";
      case "/api/v1/nodes" -> "{\"apiVersion\":\"v1\",\"kind\":\"NodeList\",\"items\":[]}";
      case CRDS + GROUPS ->
          """
          {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
           "metadata": {"name": "%s", "managedFields": [
             {"manager": "kube-apiserver", "operation": "Update"},
             {"manager": "vc-installer", "operation": "Update"}]}}
          """
              .formatted(GROUPS);
      default -> "";
    };
  }

  private static HttpServer server() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var answer = answer(exchange.getRequestURI().getPath());
          var body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(
              body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void whoMadeACrdIsNamed() throws IOException {
    var server = server();
    try (var connection = Loopback.connect(folder, server.getAddress().getPort())) {
      var facts = new Fabric8Installation(connection, "cmaks-init-job").look(List.of());
      assertThat(facts.crds()).containsExactly(new InstalledCrd(GROUPS, false, "vc-installer"));
    } finally {
      server.stop(0);
    }
  }
}
