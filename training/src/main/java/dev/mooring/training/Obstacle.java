package dev.mooring.training;

/** Why something that the job needs could not be made. */
public sealed interface Obstacle {
  /** Kind and name, such as {@code Pod digits-worker-0}. */
  String what();

  /** Something else has the name. */
  record Taken(String what) implements Obstacle {}

  /** Not now: a quota, a webhook, missing rights. */
  record Forbidden(String what, String message) implements Obstacle {}

  /** Never as it is; the message names the fields. */
  record Invalid(String what, String message) implements Obstacle {}
}
