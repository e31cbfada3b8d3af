package dev.mooring.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a cluster's files lie.
 *
 * @param state kept by {@code down}, removed by {@code down --purge}
 * @param run gone with {@code down}
 */
public record Folders(Path state, Path run) {

  /** {@code MOORING_STATE} or /var/lib/mooring; and /run/mooring. */
  public static Folders of(Map<String, String> environment, String cluster) {
    return new Folders(
        root(environment).resolve("clusters").resolve(cluster), runRoot().resolve(cluster));
  }

  public static Path root(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("MOORING_STATE", "/var/lib/mooring"));
  }

  static Path runRoot() {
    return Path.of("/run/mooring");
  }

  public Path kubeconfig() {
    return state.resolve("kubeconfig");
  }

  public Path pki() {
    return state.resolve("pki");
  }

  public Path logs() {
    return state.resolve("logs");
  }

  public Path control() {
    return state.resolve("control");
  }

  /** Of the platform: {@code pki}, {@code blobs}, {@code postgres}, {@code secrets}. */
  public Path platform() {
    return state.resolve("platform");
  }

  /** What the platform's programs may leave; emptied when they are started. */
  public Path temporary() {
    return platform().resolve("tmp");
  }

  public Path node(int index) {
    return state.resolve("n" + index);
  }

  public Path nodeRun(int index) {
    return run.resolve("n" + index);
  }

  public Path containerdSocket(int index) {
    return nodeRun(index).resolve("containerd.sock");
  }
}
