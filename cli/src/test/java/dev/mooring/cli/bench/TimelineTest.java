package dev.mooring.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static final long BEGAN = 1_000_000_000L;

  private static Timeline.Event event(int millis, String json) throws JsonProcessingException {
    return new Timeline.Event(
        BEGAN + Duration.ofMillis(millis).toNanos(), new ObjectMapper().readTree(json));
  }

  private static String pod(String rest) {
    return """
    {"kind":"Pod","metadata":{"name":"j-master-0","labels":{"amlarc.azureml.com/job-name":"j"}}%s}
    """
        .formatted(rest);
  }

  private static String statuses(String prepare, String main) {
    return pod(
        """
        ,"spec":{"nodeName":"n1"},"status":{
         "initContainerStatuses":[{"name":"prepare","state":{%s}},{"name":"ship","state":{"running":{}}}],
         "containerStatuses":[{"name":"pytorch","state":{%s}}]}
        """
            .formatted(prepare, main));
  }

  @Test
  void eachStageIsWhenItWasFirstTold() throws JsonProcessingException {
    var waiting = "\"waiting\":{}";
    var running = "\"running\":{}";
    var ended = "\"terminated\":{}";
    var events =
        List.of(
            event(10, "{\"kind\":\"AmlJob\",\"metadata\":{\"name\":\"j\"}}"),
            event(15, "{\"kind\":\"AmlJob\",\"metadata\":{\"name\":\"j\"}}"),
            event(
                20,
                "{\"kind\":\"PyTorchJob\",\"metadata\":{\"name\":\"j-1\",\"labels\":{\"amlarc.azureml.com/job-name\":\"j\"}}}"),
            event(30, pod("")),
            event(40, pod(",\"spec\":{\"nodeName\":\"n1\"}")),
            event(50, statuses(running, waiting)),
            event(60, statuses(ended, waiting)),
            event(70, statuses(ended, running)),
            event(80, statuses(ended, ended)));
    assertThat(Timeline.of(BEGAN, "j", events).since())
        .containsOnly(
            entry(Stage.SENT, Duration.ofMillis(10)),
            entry(Stage.TRAINING, Duration.ofMillis(20)),
            entry(Stage.POD, Duration.ofMillis(30)),
            entry(Stage.BOUND, Duration.ofMillis(40)),
            entry(Stage.PREPARING, Duration.ofMillis(50)),
            entry(Stage.PREPARED, Duration.ofMillis(60)),
            entry(Stage.STARTED, Duration.ofMillis(70)));
  }

  @Test
  void whatWasBeforeAndWhatIsOfOthersDoesNotCount() throws JsonProcessingException {
    var events =
        List.of(
            event(-1, "{\"kind\":\"AmlJob\",\"metadata\":{\"name\":\"j\"}}"),
            event(5, "{\"kind\":\"AmlJob\",\"metadata\":{\"name\":\"k\"}}"),
            event(6, "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"j\"}}"));
    assertThat(Timeline.of(BEGAN, "j", events).since()).isEmpty();
  }

  /** A quick container is never seen while it runs. */
  @Test
  void whatHasEndedHasStarted() throws JsonProcessingException {
    var ended = "\"terminated\":{}";
    assertThat(Timeline.of(BEGAN, "j", List.of(event(9, statuses(ended, ended)))).since())
        .containsEntry(Stage.PREPARING, Duration.ofMillis(9))
        .containsEntry(Stage.STARTED, Duration.ofMillis(9));
  }
}
