package dev.mooring.cluster.install;

/**
 * Something that a service account may be allowed to do.
 *
 * @param group empty for the core API
 * @param namespace empty for all, and for what has none
 * @param name of one object; empty for all
 */
public record Permission(
    String verb, String group, String resource, String namespace, String name) {
  @Override
  public String toString() {
    return verb
        + " "
        + resource
        + (group.isEmpty() ? "" : "." + group)
        + (name.isEmpty() ? "" : " " + name)
        + (namespace.isEmpty() ? "" : " in namespace " + namespace);
  }
}
