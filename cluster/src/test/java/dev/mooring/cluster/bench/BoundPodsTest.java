package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BoundPodsTest {
  private static final String BOUND = "{\"type\":\"ADDED\",\"object\":{}}";

  private final List<WebSocket.Listener> watches = new ArrayList<>();
  private boolean refuses;
  private int closed;
  private final BoundPods pods = new BoundPods(this::open);

  private final class Watch implements WebSocket {
    @Override
    public boolean send(ByteBuffer message) {
      return false;
    }

    @Override
    public boolean sendClose(int code, String reason) {
      closed++;
      return true;
    }

    @Override
    public long queueSize() {
      return 0;
    }

    @Override
    public void request() {}
  }

  private CompletableFuture<WebSocket> open(WebSocket.Listener listener) {
    watches.add(listener);
    return refuses
        ? CompletableFuture.failedFuture(new IOException("refused"))
        : CompletableFuture.completedFuture(new Watch());
  }

  private void told(String event) {
    watches.getLast().onMessage(new Watch(), event);
  }

  private void ended() {
    watches.getLast().onClose(new Watch(), 1000, "The API server has ended it");
  }

  @BeforeEach
  void begins() {
    pods.open().join();
  }

  @Test
  void podsCountOnceWhenTheyGetANode() {
    assertThat(pods.first()).isZero();
    told(BOUND);
    var first = pods.last();
    assertThat(first).isNotZero();
    told("{\"type\":\"MODIFIED\",\"object\":{}}");
    told("{\"type\":\"DELETED\",\"object\":{}}");
    assertThat(pods.last()).isEqualTo(first);
    told(BOUND);
    assertThat(pods.count()).isEqualTo(2);
    assertThat(pods.first()).isEqualTo(first);
  }

  @Test
  void theNextWatchBeginsWithThoseThatWereCounted() {
    told(BOUND);
    told(BOUND);
    var last = pods.last();
    ended();
    assertThat(watches).hasSize(2);
    told(BOUND);
    told(BOUND);
    assertThat(pods.count()).isEqualTo(2);
    assertThat(pods.last()).isEqualTo(last);
    told(BOUND);
    assertThat(pods.count()).isEqualTo(3);
  }

  @Test
  void whoIsNotLetWatchAnyMoreHasNoCount() {
    refuses = true;
    ended();
    assertThatThrownBy(pods::count).hasMessageContaining("after 0").hasMessageContaining("refused");
  }

  @Test
  void anErrorIsNoCount() {
    told("{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
    assertThatThrownBy(pods::count).hasMessageContaining("410");
  }

  @Test
  void oneThatIsStoppedKeepsWhatItCounted() {
    told(BOUND);
    pods.stop();
    ended();
    told(BOUND);
    assertThat(pods.count()).isEqualTo(1);
    assertThat(closed).isEqualTo(1);
    assertThat(watches).hasSize(1);
  }
}
