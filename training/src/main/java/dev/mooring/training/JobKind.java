package dev.mooring.training;

import dev.mooring.crd.RunPolicy;

/**
 * What differs between the kinds of training jobs before anything is seen of one; the plan carries
 * the rest as {@link JobRules}.
 *
 * @param <S> the specification, as the custom resource holds it
 */
public interface JobKind<S> {

  /** What holds for the whole job, where the engine finds whose the job is. */
  RunPolicy runPolicy(S spec);

  /** What the job needs, or why its specification cannot be carried out. */
  Planned plan(JobRef job, S spec);
}
