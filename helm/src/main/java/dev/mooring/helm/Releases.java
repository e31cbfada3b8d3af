package dev.mooring.helm;

import java.util.Optional;

/**
 * The Helm releases of one cluster. One operation at a time: the caller holds a lock that keeps
 * others off, and so a release that is found in the middle of an operation was left so by a kill.
 */
public interface Releases {
  /** What a deployment came to. */
  sealed interface Outcome {
    /** Installed or upgraded; all its pods are ready. */
    record Deployed(int revision) implements Outcome {}

    /** The same chart with the same values was deployed before: nothing was done. */
    record Unchanged(int revision) implements Outcome {}
  }

  /**
   * The newest revision.
   *
   * @param status in Helm's words, such as {@code deployed}, {@code failed}, {@code
   *     pending-install}
   * @param content the hash of chart and values it was made from; empty if Helm was called
   *     otherwise
   */
  record Revision(int number, String status, String content) {}

  /**
   * Installs or upgrades, and waits until all is ready. A release left in the middle of an
   * operation is repaired first.
   *
   * @throws HelmException with what Helm says; the release is then {@code failed}, and deploying
   *     again is the way on
   */
  Outcome deploy(Release release);

  /** Removes a release with its hooks' objects; nothing to do if there is none. */
  void uninstall(String namespace, String name);

  /** The newest revision; empty if there is no such release. */
  Optional<Revision> find(String namespace, String name);
}
