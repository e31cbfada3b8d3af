package dev.mooring.embedded.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What {@code moor-k8s supervise} runs, in the order of starting; the JSON of the Go package
 * supervise.
 *
 * @param status file in which the supervisor publishes the state of its processes
 * @param tmpfs folders that get an empty file system of the supervisor's own
 */
public record SupervisorSpec(String status, List<Program> processes, List<String> tmpfs) {
  public SupervisorSpec {
    processes = List.copyOf(processes);
    tmpfs = List.copyOf(tmpfs);
  }

  /**
   * One program; the next starts when this one is ready.
   *
   * @param env added to the supervisor's own, each as {@code NAME=value}
   */
  public record Program(
      String name,
      List<String> args,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> env,
      String log,
      Ready ready) {
    public Program {
      args = List.copyOf(args);
      env = List.copyOf(env);
    }

    public Program(String name, List<String> args, String log, Ready ready) {
      this(name, args, List.of(), log, ready);
    }
  }

  /**
   * A socket that accepts connections.
   *
   * @param network "tcp", "unix", or empty for a process that is ready at once
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Ready(String network, String address) {
    public static final Ready ALWAYS = new Ready("", "");
  }
}
