package dev.mooring.training;

/**
 * How the scheduler is told that pods belong together; a setting of the operator.
 *
 * @param scheduler name of the scheduler that places the pods; empty where the template says
 */
public record GangFrontEnd(Api api, String scheduler) {
  /** The scheduler of this project; contract of design page 0001. */
  public static final GangFrontEnd OURS = new GangFrontEnd(Api.OURS, "azureml-connector-scheduler");

  /** What is written. */
  public enum Api {
    /** Volcano's PodGroup; pods are made at once, and the scheduler counts what they need. */
    OURS,
    /** Volcano's PodGroup; pods are made once it is admitted to its queue, by its minResources. */
    VOLCANO,
    /** The PodGroup of kubernetes-sigs/scheduler-plugins; pods are made at once. */
    SCHEDULER_PLUGINS,
    /** Nothing: pods are placed one by one. */
    NONE
  }

  public GangFrontEnd {
    if (scheduler.isEmpty() != (api == Api.NONE)) {
      throw new IllegalArgumentException(
          "Scheduler '%s' does not go with %s".formatted(scheduler, api));
    }
  }

  /**
   * The front end of a scheduler by its name, as upstream's flag {@code --gang-scheduler-name}
   * means it: a name that is not known is one of scheduler-plugins.
   *
   * @param scheduler {@code none} means pods without gangs, for the scheduler that their template
   *     names
   */
  public static GangFrontEnd of(String scheduler) {
    return switch (scheduler) {
      case "none" -> new GangFrontEnd(Api.NONE, "");
      case "volcano" -> new GangFrontEnd(Api.VOLCANO, scheduler);
      default ->
          scheduler.equals(OURS.scheduler())
              ? OURS
              : new GangFrontEnd(Api.SCHEDULER_PLUGINS, scheduler);
    };
  }
}
