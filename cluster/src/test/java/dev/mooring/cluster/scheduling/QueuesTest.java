package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.QueueShare.Kept;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scheduler reads of a queue, and what it writes of its status. */
final class QueuesTest {
  private static final Resources DESERVED =
      Resources.of(Map.of("cpu", 1500L, "nvidia.com/gpu", 2L, "pods", 0L));

  private static JsonNode status(double share, Kept kept) {
    var patch = Queues.share(new QueueShare("q", Resources.NONE, DESERVED, share, 0, kept));
    assertThat(patch.object().getName()).isEqualTo("q");
    return json(Serialization.asJson(patch.status()));
  }

  private static JsonNode json(String text) {
    return Serialization.unmarshal(text, JsonNode.class);
  }

  @Test
  void whatIsKeptIsWrittenAndWhatIsNotGoes() {
    var kept = Kept.of(List.of("b", "a", "b"), Resources.of(Map.of("cpu", 500L, "pods", 2L)));
    assertThat(status(0.5, kept))
        .isEqualTo(
            json(
                """
                {
                  "deserved": {"cpu": "1500m", "nvidia.com/gpu": "2", "pods": "0"},
                  "share": 0.5,
                  "reservation": {
                    "nodes": ["a", "b"],
                    "resource": {"cpu": "500m", "nvidia.com/gpu": null, "pods": "2"}}}
                """));
  }

  @Test
  void whereNothingIsKeptTheReservationIsTakenOut() {
    var status = status(Double.NaN, Kept.NONE);
    assertThat(status.has("reservation")).isTrue();
    assertThat(status.get("reservation").isNull()).isTrue();
    assertThat(status.has("share")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'', false", "'dequeueStrategy: traverse', false", "'dequeueStrategy: fifo', true"})
  void queueIsALineIfItsStrategySaysSo(String spec, boolean fifo) {
    var queue =
        Serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata: {name: q}
            spec: {%s}
            """
                .formatted(spec),
            dev.mooring.crd.Queue.class);
    assertThat(Queues.of(queue).fifo()).isEqualTo(fifo);
  }
}
