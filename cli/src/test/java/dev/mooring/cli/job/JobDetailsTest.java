package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobDetailsTest {
  private static List<List<String>> rows(String job) throws JsonProcessingException {
    return JobDetails.rows(new ObjectMapper().readTree(job));
  }

  @Test
  void ofAJobThatHasEndedAllThatIsKnownIsShown() throws JsonProcessingException {
    var job =
        """
        {"name": "digits-1", "properties": {
          "status": "Completed", "computeId": "/subscriptions/1/computes/local",
          "command": "python3 train.py \\\\\\n  --model out",
          "resources": {"instanceCount": 2}, "distribution": {"distributionType": "PyTorch"},
          "startTime": "2026-12-01T02:05:14Z", "endTime": "2026-12-01T02:05:28Z", "exitCode": 0,
          "inputs": {"data": {"uri": "azureml://a/b", "jobInputType": "uri_folder"},
                     "rate": {"value": "0.1", "jobInputType": "literal"}},
          "outputs": {"model": {"jobOutputType": "uri_folder"}}}}
        """;
    assertThat(rows(job))
        .containsExactly(
            List.of("Compute", "local"),
            List.of("Instances", "2, PyTorch"),
            List.of("Started", "2026-12-01T02:05:14Z"),
            List.of("Ended", "2026-12-01T02:05:28Z, exit code 0"),
            List.of("Command", "python3 train.py --model out"),
            List.of("Input", "data = azureml://a/b"),
            List.of("Input", "rate = 0.1"),
            List.of("Output", "model"),
            List.of("Next", "./moor job download digits-1 --to . copies its logs and outputs"));
  }

  @Test
  void ofAJobThatWaitsNothingIsMadeUp() throws JsonProcessingException {
    var job = "{\"name\": \"a\", \"properties\": {\"status\": \"Queued\", \"command\": \"true\"}}";
    assertThat(rows(job))
        .containsExactly(
            List.of("Instances", "1"),
            List.of("Command", "true"),
            List.of("Next", "./moor job stream a follows it to its end"));
  }
}
