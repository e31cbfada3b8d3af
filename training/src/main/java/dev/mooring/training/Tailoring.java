package dev.mooring.training;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/**
 * What a kind changes in a template for one replica: host name, volumes, command. It comes before
 * the engine's own labels, environment, port and gang. A record or a constant, so that equal
 * specifications have equal plans.
 */
@FunctionalInterface
public interface Tailoring {
  /** Changes nothing. */
  Tailoring NONE = (template, replica) -> template;

  /** Returns the template for the replica; the given one is shared and must not be changed. */
  PodTemplateSpec fit(PodTemplateSpec template, Replica replica);
}
