package dev.mooring.cluster.submit;

import java.util.Map;
import java.util.function.Consumer;

/** Hands in jobs and follows them. */
public interface Submissions {
  /**
   * Puts small files where the pods of a job can mount them, in place of those that were there.
   *
   * @param name of the ConfigMap
   * @param files their contents by name; together at most 1 MiB
   */
  void putFiles(String namespace, String name, Map<String, String> files);

  /**
   * Hands in a job.
   *
   * @param manifest a PyTorchJob as YAML; with {@code generateName} the API server names it,
   *     without a namespace it goes into {@code default}
   * @throws dev.mooring.cluster.ClusterException with what the API server refuses, by its path
   */
  JobId submit(String manifest);

  /** Who is told what happens to a job; called from one thread. */
  interface Listener {
    /** How the job stands, when that has changed. */
    void state(JobState state);

    /** A line of the leader's log. */
    void log(String line);

    static Listener of(Consumer<JobState> states, Consumer<String> lines) {
      return new Listener() {
        @Override
        public void state(JobState state) {
          states.accept(state);
        }

        @Override
        public void log(String line) {
          lines.accept(line);
        }
      };
    }
  }

  /**
   * Follows the job until it has ended and its log is told, each line once.
   *
   * @return how it ended; {@link JobState.Gone} if there is no such job
   */
  JobState follow(JobId job, Listener listener) throws InterruptedException;
}
