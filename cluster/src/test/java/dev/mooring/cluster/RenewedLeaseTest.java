package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RenewedLeaseTest {
  @TempDir private Path folder;

  private final List<String> asked = new ArrayList<>();
  private final RenewedLease mine = new RenewedLease("azureml", "a", "pod-1");
  private final RenewedLease theirs = new RenewedLease("azureml", "a", "pod-2");
  private HttpServer server;
  private Connection connection;

  /** What the API server holds. */
  private @Nullable Lease there;

  private int version;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    connection = Loopback.connect(folder, server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    connection.close();
    server.stop(0);
  }

  private KubernetesClient client() {
    return connection.client();
  }

  /** As the API server does: a write that names another version than the one there is refused. */
  private synchronized void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestMethod());
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var code = exchange.getRequestMethod().equals("GET") ? (there == null ? 404 : 200) : put(body);
    var text =
        code >= 400
            ? "{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"status\":\"Failure\",\"code\":"
                + code
                + "}"
            : Serialization.asJson(there);
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int put(String body) {
    var next = Serialization.unmarshal(body, Lease.class);
    var named = next.getMetadata().getResourceVersion();
    if (there != null && !there.getMetadata().getResourceVersion().equals(named)) {
      return 409;
    }
    next.setMetadata(
        new ObjectMetaBuilder(next.getMetadata())
            .withResourceVersion(Integer.toString(++version))
            .build());
    there = next;
    return 200;
  }

  private static LeaderElectionRecord record(@Nullable String holder) {
    var now = ZonedDateTime.now(ZoneOffset.UTC);
    return new LeaderElectionRecord(holder, Duration.ofSeconds(15), now, now, 0);
  }

  private @Nullable String holder(RenewedLease lease) {
    var record = lease.get(client());
    return record == null ? null : record.getHolderIdentity();
  }

  private synchronized List<String> takeAsked() {
    var taken = List.copyOf(asked);
    asked.clear();
    return taken;
  }

  @Test
  void itsHolderRenewsItByOneRequest() {
    assertThat(mine.get(client())).isNull();
    mine.create(client(), record("pod-1"));
    assertThat(takeAsked()).containsExactly("GET", "POST");
    for (var i = 0; i < 3; i++) {
      assertThat(holder(mine)).isEqualTo("pod-1");
      mine.update(client(), record("pod-1"));
    }
    assertThat(takeAsked()).containsExactly("PATCH", "PATCH", "PATCH");
    assertThat(mine.age()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void whoeverWaitsReadsItEachTime() {
    mine.create(client(), record("pod-1"));
    assertThat(theirs.age()).isGreaterThan(Duration.ofDays(1));
    assertThat(holder(theirs)).isEqualTo("pod-1");
    mine.update(client(), record(null));
    assertThat(holder(theirs)).isNull();
    theirs.update(client(), record("pod-2"));
    assertThat(holder(mine)).as("given back, so it is read").isEqualTo("pod-2");
  }

  @Test
  void whoLostItWithoutKnowingIsRefusedAndReadsIt() {
    mine.create(client(), record("pod-1"));
    assertThat(holder(theirs)).isEqualTo("pod-1");
    theirs.update(client(), record("pod-2"));
    assertThat(holder(mine)).as("as it was written last").isEqualTo("pod-1");
    assertThatThrownBy(() -> mine.update(client(), record("pod-1")))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(409));
    assertThat(holder(mine)).isEqualTo("pod-2");
    assertThat(Objects.requireNonNull(there).getSpec().getHolderIdentity()).isEqualTo("pod-2");
  }
}
