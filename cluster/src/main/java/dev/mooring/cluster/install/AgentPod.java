package dev.mooring.cluster.install;

/**
 * A pod of the agent.
 *
 * @param component whose it is, such as {@code aml-pytorch-operator}
 * @param state in one of Kubernetes' own words, such as {@code Running} or {@code ImagePullBackOff}
 * @param well true when it is ready, or Completed
 * @param restarts of its containers
 * @param trouble why it is not, in the words of the kubelet or the last of the component's own;
 *     empty if it only needs time
 */
public record AgentPod(
    String component, String name, String state, boolean well, int restarts, String trouble) {}
