package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A component of the agent, as its one pod in the cluster. */
record Component(String name) {
  static final String NAMESPACE = "azureml";

  List<Pod> pods() {
    return Lab.client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", name)
        .list()
        .getItems();
  }

  private ContainerStatus container() {
    return pods().getFirst().getStatus().getContainerStatuses().getFirst();
  }

  int restarts() {
    return container().getRestartCount();
  }

  boolean isReady() {
    return Boolean.TRUE.equals(container().getReady());
  }

  /**
   * {@code kill -9} of its process, which this machine's root sees through the node's namespace.
   */
  void kill() {
    processes(pods().getFirst().getMetadata().getName()).forEach(ProcessHandle::destroyForcibly);
  }

  /** A pod's processes that know its name. */
  static List<ProcessHandle> processes(String pod) {
    return ProcessHandle.allProcesses()
        .filter(process -> hasInEnvironment(process.pid(), "POD_NAME=" + pod))
        .toList();
  }

  private static boolean hasInEnvironment(long pid, String variable) {
    try {
      var environment =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
      return List.of(environment.split("\0", -1)).contains(variable);
    } catch (IOException gone) {
      return false;
    }
  }
}
