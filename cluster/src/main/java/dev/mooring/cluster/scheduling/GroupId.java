package dev.mooring.cluster.scheduling;

/** A pod group. */
public record GroupId(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
