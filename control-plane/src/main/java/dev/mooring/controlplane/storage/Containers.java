package dev.mooring.controlplane.storage;

/** Makes containers. */
@FunctionalInterface
public interface Containers {
  /** Makes it if it is not there. */
  void ensure(String account, String container);
}
