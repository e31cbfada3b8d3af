package dev.mooring.agent.init;

/** One finding of the preflight. */
public sealed interface Check {
  /** Such as {@code kubernetes-version}. */
  String name();

  String message();

  record Passed(String name, String message) implements Check {}

  /** The agent cannot be installed until the next step is taken. */
  record Failed(String name, String message, String nextStep) implements Check {}
}
