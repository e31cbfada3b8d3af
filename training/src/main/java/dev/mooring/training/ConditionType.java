package dev.mooring.training;

/** Upstream's types of job conditions, in the order of a job's life. */
enum ConditionType {
  CREATED("Created"),
  RUNNING("Running"),
  RESTARTING("Restarting"),
  SUSPENDED("Suspended"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String word;

  ConditionType(String word) {
    this.word = word;
  }

  /** As it stands in the status. */
  String word() {
    return word;
  }
}
