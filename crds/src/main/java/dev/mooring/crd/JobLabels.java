package dev.mooring.crd;

/** Labels of what the training operators make, by which they find it again; Kubeflow's names. */
public final class JobLabels {
  public static final String JOB_NAME = "training.kubeflow.org/job-name";
  public static final String OPERATOR_NAME = "training.kubeflow.org/operator-name";

  /** Which of its job's roles a pod has, in small letters. */
  public static final String REPLICA_TYPE = "training.kubeflow.org/replica-type";

  private JobLabels() {}
}
