package dev.mooring.controlplane.storage;

import java.util.List;

/** What lies in containers. */
@FunctionalInterface
public interface Artifacts {
  /** The names of blobs that begin with a prefix, in their order; none if there is no container. */
  List<String> names(String account, String container, String prefix);
}
