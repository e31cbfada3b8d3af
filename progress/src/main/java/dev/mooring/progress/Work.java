package dev.mooring.progress;

/** What a step does; reports to its step while it runs. */
@FunctionalInterface
public interface Work<T, E extends Exception> {
  T run(Step step) throws E;

  /** Work that hands nothing on. */
  @FunctionalInterface
  interface Unit<E extends Exception> {
    void run(Step step) throws E;
  }
}
