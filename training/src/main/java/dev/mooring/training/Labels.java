package dev.mooring.training;

import dev.mooring.crd.JobLabels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The labels that upstream's tools select by. */
public final class Labels {
  public static final String JOB_NAME = JobLabels.JOB_NAME;
  public static final String OPERATOR_NAME = JobLabels.OPERATOR_NAME;
  public static final String REPLICA_TYPE = JobLabels.REPLICA_TYPE;
  public static final String REPLICA_INDEX = "training.kubeflow.org/replica-index";
  public static final String JOB_ROLE = "training.kubeflow.org/job-role";

  private Labels() {}

  /** Of whatever is made for the job. */
  public static Map<String, String> of(JobPlan plan) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(JOB_NAME, plan.job().name());
    labels.put(OPERATOR_NAME, plan.operator());
    return labels;
  }

  /** Of one replica; a service selects its pod by them. */
  public static Map<String, String> of(JobPlan plan, Replica replica) {
    var labels = new LinkedHashMap<>(of(plan));
    labels.put(REPLICA_TYPE, replica.role().lowerCaseType());
    labels.put(REPLICA_INDEX, Integer.toString(replica.index()));
    labels.putAll(replica.labels());
    return labels;
  }

  /** Selects the pods of a role, as text. */
  static String selector(JobPlan plan, Role role) {
    var labels = new TreeMap<>(of(plan));
    labels.put(REPLICA_TYPE, role.lowerCaseType());
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
