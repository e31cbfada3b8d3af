package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobBodyTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void aJobIsSentAsTheSdkSendsIt() throws IOException {
    var file =
        JobFile.parse(
            "job.yml",
            folder,
            """
            type: command
            display_name: Two
            experiment_name: digits
            command: python3 t.py
            environment: {image: i}
            compute: azureml:local
            distribution: {type: pytorch, process_count_per_instance: 2}
            resources: {instance_count: 2, requests: {cpu: 500m, memory: 1Gi}}
            limits: {timeout: 60}
            environment_variables: {A: 1.10, B: true}
            tags: {team: vision}
            inputs:
              lr: 0.1
              data: {type: uri_folder, path: .}
              far: {type: uri_file, path: azureml://datastores/s/paths/f}
            outputs:
              model: {type: uri_folder}
            """,
            Map.of(),
            Map.of());
    var placed =
        new JobBody.Placed(
            Optional.of("/code/1"), "/env/1", "/computes/local", Map.of("data", "azureml://d"));
    var expected =
        """
        {"properties": {
          "jobType": "Command", "displayName": "Two", "experimentName": "digits",
          "command": "python3 t.py", "codeId": "/code/1", "environmentId": "/env/1",
          "computeId": "/computes/local",
          "inputs": {
            "data": {"jobInputType": "uri_folder", "uri": "azureml://d"},
            "far": {"jobInputType": "uri_file", "uri": "azureml://datastores/s/paths/f"},
            "lr": {"jobInputType": "literal", "value": "0.1"}},
          "outputs": {"model": {"jobOutputType": "uri_folder"}},
          "distribution": {"distributionType": "PyTorch", "processCountPerInstance": 2},
          "resources": {"instanceCount": 2, "requests": {"cpu": "500m", "memory": "1Gi"}},
          "limits": {"jobLimitsType": "Command", "timeout": "PT60S"},
          "environmentVariables": {"A": "1.10", "B": "true"},
          "tags": {"team": "vision"}, "properties": {}, "isArchived": false}}
        """;
    assertThat(JobBody.of(file, placed)).isEqualTo(new ObjectMapper().readTree(expected));
  }
}
