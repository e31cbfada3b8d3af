package dev.mooring.agent;

/** One pod of the agent. */
@FunctionalInterface
public interface Component {
  /**
   * Runs until the work is done or the process is told to stop.
   *
   * @return the exit code
   */
  int run(Settings settings) throws InterruptedException;
}
