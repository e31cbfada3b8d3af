package dev.mooring.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkingSetsTest {
  @Test
  void addsUpTheContainersOfThePodsOfOneNamespace() {
    var summary =
        Serialization.unmarshal(
            """
            {"node":{"nodeName":"n"},"pods":[
             {"podRef":{"name":"a","namespace":"azureml"},"containers":[
               {"name":"x","memory":{"usageBytes":9,"workingSetBytes":1048576}},
               {"name":"y","memory":{"workingSetBytes":524288}}]},
             {"podRef":{"name":"starts","namespace":"azureml"},"containers":[{"name":"x"}]},
             {"podRef":{"name":"b","namespace":"lab"},"containers":[
               {"name":"x","memory":{"workingSetBytes":1048576}}]}]}
            """,
            JsonNode.class);

    assertThat(WorkingSets.read(summary, "azureml")).isEqualTo(Map.of("a", 1.5, "starts", 0.0));
  }
}
