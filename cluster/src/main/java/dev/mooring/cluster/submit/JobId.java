package dev.mooring.cluster.submit;

/** A job's name in its namespace. */
public record JobId(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
