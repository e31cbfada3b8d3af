package dev.mooring.training;

/**
 * What differs between the kinds of training jobs.
 *
 * @param <S> the specification, as the custom resource holds it
 */
public interface JobKind<S> {

  /** What the job needs, or why its specification cannot be carried out. */
  Planned plan(JobRef job, S spec);

  /** What the state of its pods means for the job, as long as it has not ended. */
  Verdict judge(JobPlan plan, Seen seen);
}
