package dev.mooring.training;

/**
 * Something worth telling about a job, once.
 *
 * @param reason such as {@code PyTorchJobSucceeded}
 */
public record JobEvent(Severity severity, String reason, String message) {
  /** Kubernetes' two types of events. */
  public enum Severity {
    NORMAL,
    WARNING
  }

  public static JobEvent normal(String reason, String message) {
    return new JobEvent(Severity.NORMAL, reason, message);
  }

  public static JobEvent warning(String reason, String message) {
    return new JobEvent(Severity.WARNING, reason, message);
  }
}
