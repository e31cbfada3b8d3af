package dev.mooring.training.pytorch;

import static dev.mooring.crd.PyTorchJobSpec.WORKER;

import dev.mooring.crd.ElasticPolicy;
import dev.mooring.training.Role;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An elastic policy with upstream's defaults: the bounds are each other's, else both are the number
 * of workers.
 *
 * @param worker whose replicas come and go
 */
record Elastic(ElasticPolicy policy, Role worker, int min, int max) {

  /** Empty for a job that is not elastic, or that has nothing to be elastic with. */
  static Optional<Elastic> of(@Nullable ElasticPolicy policy, List<Role> roles) {
    if (policy == null) {
      return Optional.empty();
    }
    return roles.stream()
        .filter(role -> role.type().equals(WORKER))
        .findFirst()
        .map(worker -> {
          var usual =
              Objects.requireNonNullElse(
                  policy.maxReplicas(),
                  Objects.requireNonNullElse(policy.minReplicas(), worker.replicas()));
          var min = Objects.requireNonNullElse(policy.minReplicas(), usual);
          return new Elastic(policy, worker, min, usual);
        });
  }

  /** Workers that the training goes on without: the gang need not wait for them. */
  int dispensable() {
    return Math.max(0, worker.replicas() - min);
  }
}
