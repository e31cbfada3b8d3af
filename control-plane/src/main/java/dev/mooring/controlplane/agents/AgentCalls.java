package dev.mooring.controlplane.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mooring.api.Problem;
import dev.mooring.api.agent.AgentJob;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.JobReport;
import dev.mooring.cluster.InTime;
import dev.mooring.tunnel.Tunnel;
import dev.mooring.tunnel.TunnelRequest;
import dev.mooring.tunnel.TunnelResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The agent's API, as design page 0003 has it, over its tunnel. Thread-safe. */
public record AgentCalls(Tunnel tunnel) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 1 << 20;

  /** Answers that another try may change: the agent is starting, busy, or not let in yet. */
  private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

  public Reply put(String namespace, String name, AgentJob job)
      throws IOException, InterruptedException {
    var body = AgentJson.MAPPER.writeValueAsBytes(job);
    return ask(
        new TunnelRequest(
            "PUT",
            path(namespace, name),
            Map.of("content-type", "application/json", "content-length", "" + body.length),
            new ByteArrayInputStream(body)));
  }

  public Reply cancel(String namespace, String name) throws IOException, InterruptedException {
    return ask(TunnelRequest.of("POST", path(namespace, name) + "/cancel"));
  }

  public Reply get(String namespace, String name) throws IOException, InterruptedException {
    return ask(TunnelRequest.of("GET", path(namespace, name)));
  }

  public Reply delete(String namespace, String name) throws IOException, InterruptedException {
    return ask(TunnelRequest.of("DELETE", path(namespace, name)));
  }

  /** The report that {@link #get} answered. */
  public static JobReport report(Reply.Done done) throws IOException {
    return AgentJson.MAPPER.readValue(done.body(), JobReport.class);
  }

  /** Opens the watch; the caller closes it. */
  TunnelResponse watch(String cursor) throws IOException, InterruptedException {
    return tunnel.call(TunnelRequest.of("GET", "/v1/watch?since=" + encode(cursor)));
  }

  private static String path(String namespace, String name) {
    return "/v1/namespaces/%s/jobs/%s".formatted(encode(namespace), encode(name));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A call that the agent leaves unanswered must not hold whoever makes it. */
  private Reply ask(TunnelRequest request) throws IOException, InterruptedException {
    try {
      return InTime.call("call-" + tunnel.agent(), PATIENCE, () -> exchange(request));
    } catch (TimeoutException late) {
      throw new IOException(
          "Agent %s did not answer %s %s within %d s"
              .formatted(tunnel.agent(), request.method(), request.path(), PATIENCE.toSeconds()),
          late);
    } catch (ExecutionException failed) {
      throw new IOException(
          "%s %s at agent %s: %s"
              .formatted(request.method(), request.path(), tunnel.agent(), failed.getCause()),
          failed);
    }
  }

  private Reply exchange(TunnelRequest request) throws IOException, InterruptedException {
    try (var response = tunnel.call(request)) {
      var status = response.status();
      var body = new String(response.body().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      if (status >= 200 && status < 300) {
        return new Reply.Done(body);
      }
      if (status < 400 || status >= 500 || PASSING.contains(status)) {
        throw new IOException("it answered %d %s".formatted(status, body.strip()));
      }
      return new Reply.Refused(status, problem(status, body));
    }
  }

  private static Problem problem(int status, String body) {
    try {
      var error = AgentJson.MAPPER.readTree(body).path("error");
      return new Problem(
          error.path("code").asText(""),
          error.path("message").asText(""),
          error.path("nextStep").asText(""));
    } catch (JsonProcessingException | IllegalArgumentException other) {
      return new Problem(
          "AgentRefused",
          "The agent answered %d: %s".formatted(status, body.strip()),
          "Look at its log: kubectl logs deploy/rest-server -n azureml");
    }
  }
}
