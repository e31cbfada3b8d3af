package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class BoundPodsTest {
  private static final WebSocket WATCH =
      new WebSocket() {
        @Override
        public boolean send(ByteBuffer message) {
          return false;
        }

        @Override
        public boolean sendClose(int code, String reason) {
          return true;
        }

        @Override
        public long queueSize() {
          return 0;
        }

        @Override
        public void request() {}
      };

  private final BoundPods pods = new BoundPods();

  @Test
  void podsCountOnceWhenTheyGetANode() {
    assertThat(pods.first()).isZero();
    pods.onMessage(WATCH, "{\"type\":\"ADDED\",\"object\":{}}");
    var first = pods.last();
    assertThat(first).isNotZero();
    pods.onMessage(WATCH, "{\"type\":\"MODIFIED\",\"object\":{}}");
    pods.onMessage(WATCH, "{\"type\":\"DELETED\",\"object\":{}}");
    assertThat(pods.last()).isEqualTo(first);
    pods.onMessage(WATCH, "{\"type\":\"ADDED\",\"object\":{}}");
    assertThat(pods.count()).isEqualTo(2);
    assertThat(pods.first()).isEqualTo(first);
  }

  @Test
  void aWatchThatEndsIsNoCount() {
    pods.onMessage(WATCH, "{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
    assertThatThrownBy(pods::count).hasMessageContaining("after 0").hasMessageContaining("410");
  }

  @Test
  void oneThatIsStoppedKeepsWhatItCounted() {
    pods.onMessage(WATCH, "{\"type\":\"ADDED\",\"object\":{}}");
    pods.stop();
    pods.onClose(WATCH, 1000, "Closed");
    assertThat(pods.count()).isEqualTo(1);
  }
}
