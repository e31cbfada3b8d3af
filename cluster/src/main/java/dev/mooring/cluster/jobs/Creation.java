package dev.mooring.cluster.jobs;

/** What came of asking the API server for an object. */
public sealed interface Creation {
  /** Kind and name, such as {@code Pod digits-worker-0}. */
  String what();

  record Created(String what) implements Creation {}

  /** The job has it already; a pass before this one made it. */
  record Present(String what) implements Creation {}

  /** Its name belongs to something else. */
  record Taken(String what) implements Creation {}

  /** It can never be made as it is: the API server names the fields. */
  record Invalid(String what, String message) implements Creation {}

  /** It may not be made now, by a quota, a webhook or missing rights. */
  record Forbidden(String what, String message) implements Creation {}
}
