package dev.mooring.training.tensorflow;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.training.JobRef;
import dev.mooring.training.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The replicas of a job as TensorFlow reads them from TF_CONFIG, character for character as
 * upstream's {@code tensorflow.go} writes it.
 *
 * @param addresses of the replicas by type in lower case
 * @param json the same, made once for all replicas
 */
record ClusterConfig(Map<String, List<String>> addresses, String json) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static ClusterConfig of(JobRef job, List<Role> roles, String clusterDomain) {
    var domain = clusterDomain.isEmpty() ? "" : "." + clusterDomain;
    var addresses = new TreeMap<String, List<String>>();
    for (var role : roles) {
      addresses.put(
          role.lowerCaseType(),
          IntStream.range(0, role.replicas())
              .mapToObj(index ->
                  "%s.%s.svc%s:%d"
                      .formatted(
                          TensorFlow.name(job, role, index), job.namespace(), domain, port(role)))
              .toList());
    }
    return new ClusterConfig(addresses, JSON.valueToTree(addresses).toString());
  }

  private static int port(Role role) {
    return role.main().port().orElseThrow().number();
  }

  /** How many replicas there are. */
  int size() {
    return addresses.values().stream().mapToInt(List::size).sum();
  }

  /** For a replica that knows all of them. */
  String whole(Role role, int index) {
    return "{\"cluster\":%s,\"task\":%s,\"environment\":\"cloud\"}"
        .formatted(json, task(role, index));
  }

  /** For a replica that knows itself and, if it is a worker, the parameter servers. */
  String sparse(Role role, int index) {
    var workers = JsonNodeFactory.instance.objectNode();
    var servers = JsonNodeFactory.instance.arrayNode();
    switch (role.lowerCaseType()) {
      case "ps" -> servers.add(address(role, index));
      case "worker" -> {
        workers.put(Integer.toString(index), address(role, index));
        addresses.getOrDefault("ps", List.of()).forEach(servers::add);
      }
      default -> {}
    }
    var cluster = JsonNodeFactory.instance.objectNode();
    cluster.set("worker", workers);
    cluster.set("ps", servers);
    return "{\"sparseCluster\":%s,\"task\":%s}".formatted(cluster, task(role, index));
  }

  private String address(Role role, int index) {
    return addresses.getOrDefault(role.lowerCaseType(), List.of()).get(index);
  }

  private static ObjectNode task(Role role, int index) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", role.lowerCaseType())
        .put("index", index);
  }
}
