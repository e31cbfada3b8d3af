package dev.mooring.helm;

/** Where Helm keeps its revisions, for the repair that helm-java has no command for. */
@FunctionalInterface
public interface RevisionRecords {
  /** Deletes the record of a revision, and nothing of what it installed. */
  void forget(String namespace, String release, int revision);
}
