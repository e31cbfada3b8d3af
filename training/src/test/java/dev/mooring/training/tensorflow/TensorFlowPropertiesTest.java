package dev.mooring.training.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.training.JobPlan;
import dev.mooring.training.ServicePlan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every cluster, however large. */
final class TensorFlowPropertiesTest {

  @Property(tries = 60)
  void eachReplicaIsInTheClusterWhereItsTaskSays(
      @ForAll @IntRange(max = 1) int chiefs,
      @ForAll @IntRange(max = 3) int servers,
      @ForAll @IntRange(max = 5) int workers,
      @ForAll @IntRange(max = 1) int evaluators) {
    Assume.that(chiefs + workers > 0 && chiefs + servers + workers + evaluators > 1);
    var plan = plan(chiefs, servers, workers, evaluators);
    var names =
        plan.rules().services(plan).stream()
            .map(ServicePlan::name)
            .map(name -> name + ".lab.svc:2222")
            .toList();
    for (var replica : plan.replicas()) {
      var config =
          Serialization.unmarshal(TensorFlowTest.config(plan, replica.name()), JsonNode.class);
      var task = config.path("task");
      assertThat(
              config
                  .path("cluster")
                  .path(task.path("type").asText())
                  .path(task.path("index").asInt())
                  .asText())
          .isEqualTo(replica.name() + ".lab.svc:2222");
      var told = new ArrayList<String>();
      config.path("cluster").forEach(type -> type.forEach(address -> told.add(address.asText())));
      assertThat(told).containsExactlyInAnyOrderElementsOf(names);
    }
    assertThat(plan).isEqualTo(plan(chiefs, servers, workers, evaluators));
  }

  private static JobPlan plan(int chiefs, int servers, int workers, int evaluators) {
    return TensorFlowTest.plan(
        "Chief %d, PS %d, Worker %d, Evaluator %d".formatted(chiefs, servers, workers, evaluators),
        "");
  }
}
