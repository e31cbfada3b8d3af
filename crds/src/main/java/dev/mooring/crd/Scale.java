package dev.mooring.crd;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scale subresource of a custom resource, by paths as the CRD has them. The CRD generator knows
 * such paths only where they lead through records, and replicas are in maps.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scale {
  /** Such as {@code .spec.pytorchReplicaSpecs.Worker.replicas}. */
  String specReplicas();

  /** Such as {@code .status.replicaStatuses.Worker.active}. */
  String statusReplicas();

  /** Such as {@code .status.replicaStatuses.Worker.selector}. */
  String selector();
}
