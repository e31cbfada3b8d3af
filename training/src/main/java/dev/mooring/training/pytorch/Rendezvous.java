package dev.mooring.training.pytorch;

import static dev.mooring.crd.PyTorchJobSpec.MASTER;

import dev.mooring.crd.ElasticPolicy;
import dev.mooring.crd.ElasticPolicy.RdzvBackend;
import dev.mooring.training.JobRef;
import dev.mooring.training.Role;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the ranks of a job find each other; upstream's {@code envvar.go} and {@code elastic.go}.
 *
 * @param leader where rank 0 is; empty where ranks are not given out by us
 * @param nprocPerNode processes a replica: a number, or auto, cpu or gpu
 * @param meeting what torchrun is told of the rendezvous
 */
record Rendezvous(Optional<Leader> leader, String nprocPerNode, List<EnvVar> meeting) {
  Rendezvous {
    meeting = List.copyOf(meeting);
  }

  /**
   * Rank 0.
   *
   * @param address its service
   * @param nodes replicas of the job; each is a node to torchrun
   */
  record Leader(String address, int port, int nodes) {}

  /** Of a job with a given number of replicas. */
  static Rendezvous fixed(String address, Role leading, List<Role> roles, String nprocPerNode) {
    var nodes = roles.stream().mapToInt(Role::replicas).sum();
    return new Rendezvous(
        Optional.of(new Leader(address, port(leading), nodes)),
        nprocPerNode,
        List.of(variable("PET_NNODES", Integer.toString(nodes))));
  }

  /** Of a job whose workers come and go; they get their ranks from each other. */
  static Rendezvous elastic(JobRef job, List<Role> roles, Elastic elastic, String nprocPerNode) {
    var nodes = roles.stream().mapToInt(Role::replicas).sum();
    var policy = elastic.policy();
    return new Rendezvous(
        roles.stream()
            .filter(role -> role.type().equals(MASTER))
            .findFirst()
            .map(master -> new Leader(PyTorch.name(job, master, 0), port(master), nodes)),
        policy.nProcPerNode() == null ? nprocPerNode : policy.nProcPerNode().toString(),
        meeting(PyTorch.name(job, elastic.worker(), 0), elastic));
  }

  private static List<EnvVar> meeting(String firstWorker, Elastic elastic) {
    var policy = elastic.policy();
    var variables = new ArrayList<EnvVar>();
    variables.add(
        variable(
            "PET_RDZV_ENDPOINT",
            "%s:%d"
                .formatted(
                    Objects.requireNonNullElse(policy.rdzvHost(), firstWorker),
                    Objects.requireNonNullElse(policy.rdzvPort(), port(elastic.worker())))));
    variables.add(
        variable(
            "PET_RDZV_BACKEND",
            switch (Objects.requireNonNullElse(policy.rdzvBackend(), RdzvBackend.C10D)) {
              case C10D -> "c10d";
              case ETCD -> "etcd";
              case ETCD_V2 -> "etcd-v2";
            }));
    variables.add(variable("PET_NNODES", "%d:%d".formatted(elastic.min(), elastic.max())));
    if (policy.maxRestarts() != null) {
      variables.add(variable("PET_MAX_RESTARTS", policy.maxRestarts().toString()));
    }
    if (policy.rdzvId() != null) {
      variables.add(variable("PET_RDZV_ID", policy.rdzvId()));
    }
    if (policy.rdzvConf() != null && !policy.rdzvConf().isEmpty()) {
      variables.add(variable("PET_RDZV_CONF", conf(policy.rdzvConf())));
    }
    if (Boolean.TRUE.equals(policy.standalone())) {
      variables.add(variable("PET_STANDALONE", ""));
    }
    return variables;
  }

  private static String conf(List<ElasticPolicy.RdzvConf> settings) {
    return settings.stream()
        .map(setting -> setting.key() + "=" + setting.value())
        .collect(Collectors.joining(","));
  }

  private static int port(Role role) {
    return role.main().port().orElseThrow().number();
  }

  /**
   * The environment of one replica.
   *
   * @param rank of the replica, not of a process: torchrun counts on from there
   */
  List<EnvVar> variables(int rank) {
    var variables = new ArrayList<EnvVar>();
    variables.add(variable("PYTHONUNBUFFERED", "1"));
    leader.ifPresent(zero -> {
      variables.add(variable("MASTER_PORT", Integer.toString(zero.port())));
      variables.add(variable("PET_MASTER_PORT", Integer.toString(zero.port())));
      variables.add(variable("MASTER_ADDR", zero.address()));
      variables.add(variable("PET_MASTER_ADDR", zero.address()));
      variables.add(variable("WORLD_SIZE", Integer.toString(zero.nodes() * processes())));
      variables.add(variable("RANK", Integer.toString(rank)));
    });
    variables.add(variable("PET_NPROC_PER_NODE", nprocPerNode));
    if (leader.isPresent()) {
      variables.add(variable("PET_NODE_RANK", Integer.toString(rank)));
    }
    variables.addAll(meeting);
    return variables;
  }

  /** As upstream: 1 where torchrun counts by itself. */
  private int processes() {
    return switch (nprocPerNode) {
      case "auto", "cpu", "gpu" -> 1;
      default -> Integer.parseInt(nprocPerNode);
    };
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }
}
