package dev.mooring.embedded;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Names and addresses of one cluster. Every name and range follows from the cluster's name, its
 * slot and its number of nodes, so that clusters on one machine never meet.
 *
 * @param cluster DNS label of at most 20 characters
 * @param slot 0 to 15, unique on this machine
 * @param nodes 1 to 16
 */
public record Layout(String cluster, int slot, int nodes) {
  public static final int SLOTS = 16;
  public static final int MAX_NODES = 16;
  public static final int API_PORT = 6443;

  /** Of the platform: its REST API and blobs, the agents' tunnels, its health, its database. */
  public static final int HTTPS_PORT = 8443;

  public static final int RELAY_PORT = 8444;
  public static final int HEALTH_PORT = 8081;
  public static final int POSTGRES_PORT = 5432;

  public Layout {
    if (!cluster.matches("[a-z]([a-z0-9-]{0,18}[a-z0-9])?")) {
      throw new EmbeddedException(
          EmbeddedException.Code.INVALID,
          "Cluster name '%s' is not a DNS label of at most 20 characters: use a-z, 0-9 and '-'"
              .formatted(cluster));
    }
    if (slot < 0 || slot >= SLOTS) {
      throw new EmbeddedException(
          EmbeddedException.Code.INVALID,
          "Slot %d is not between 0 and %d".formatted(slot, SLOTS - 1));
    }
    if (nodes < 1 || nodes > MAX_NODES) {
      throw new EmbeddedException(
          EmbeddedException.Code.INVALID,
          "%d nodes asked; this machine holds 1 to %d".formatted(nodes, MAX_NODES));
    }
  }

  /** One node; {@code index} counts from 1. */
  public record Node(int index, String name, String address, String podRange, String veth) {}

  public List<Node> nodeList() {
    return IntStream.rangeClosed(1, nodes).mapToObj(this::node).toList();
  }

  public Node node(int index) {
    return new Node(
        index,
        cluster + "-n" + index,
        "10.249.%d.%d".formatted(slot, 10 + index),
        "10.250.%d.0/24".formatted(slot * MAX_NODES + index - 1),
        "moor%dn%d".formatted(slot, index));
  }

  public String nodeRange() {
    return "10.249.%d.0/24".formatted(slot);
  }

  /** The host on the bridge; API server and DNS listen here. */
  public String hostAddress() {
    return "10.249.%d.1".formatted(slot);
  }

  public String podRange() {
    return "10.250.%d.0/20".formatted(slot * MAX_NODES);
  }

  public String serviceRange() {
    return "10.%d.0.0/16".formatted(96 + slot);
  }

  public String apiServiceAddress() {
    return "10.%d.0.1".formatted(96 + slot);
  }

  public String dnsServiceAddress() {
    return "10.%d.0.10".formatted(96 + slot);
  }

  /** All of the cluster's ranges: nothing addressed to them may leave the machine. */
  public List<String> ranges() {
    return List.of(nodeRange(), podRange(), serviceRange());
  }

  /** Own loopback address for what only the control plane itself talks to. */
  public String loopback() {
    return "127.77.%d.1".formatted(slot);
  }

  public String bridge() {
    return "moor" + slot;
  }

  /** A bridge without ports: the route of service addresses ends there. */
  public String serviceBridge() {
    return "moorsvc" + slot;
  }

  public String nftTable() {
    return "mooring_" + slot;
  }

  public String apiServer() {
    return "https://%s:%d".formatted(hostAddress(), API_PORT);
  }

  /** All names of the platform are below it. */
  public String domain() {
    return cluster.equals("moor") ? "mooring.internal" : cluster + ".mooring.internal";
  }

  /** The platform's REST API. */
  public String platform() {
    return "https://arm.%s:%d".formatted(domain(), HTTPS_PORT);
  }

  /** Parent of all cgroups of the cluster, relative to a cgroup mount. */
  public String cgroup() {
    return "mooring/" + cluster;
  }
}
