package dev.mooring.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A headless service.
 *
 * @param name in the DNS. Where it is a pod's name too, the service goes with that pod when an
 *     ended job is cleaned up; else with the job's last pods
 * @param labels its own and its selector's
 * @param port where those behind it listen; a headless service may do without
 */
public record ServicePlan(String name, Map<String, String> labels, Optional<Role.Port> port) {
  public ServicePlan {
    // Not Map.copyOf: what is written has an order.
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** One for each replica, under the name of its pod. */
  public static List<ServicePlan> eachReplica(JobPlan plan) {
    return plan.replicas().stream()
        .map(replica ->
            new ServicePlan(replica.name(), Labels.of(plan, replica), replica.role().main().port()))
        .toList();
  }

  /** One for all, under the name of the job. */
  public static ServicePlan wholeJob(JobPlan plan) {
    return new ServicePlan(plan.job().name(), Labels.of(plan), Optional.empty());
  }
}
