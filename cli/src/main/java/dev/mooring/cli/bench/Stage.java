package dev.mooring.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What happens between submitting a command and its first line of log, in this order. */
public enum Stage {
  /** The platform has answered the PUT: the job is stored. For a bare pod, kubectl has returned. */
  ACCEPTED("accepted"),
  /** Its agent has been told: the AmlJob is there. */
  SENT("AmlJob created"),
  TRAINING("PyTorchJob created"),
  POD("pod created"),
  BOUND("pod bound"),
  /** The init container that fetches code and inputs. */
  PREPARING("prepare started"),
  PREPARED("prepare ended"),
  STARTED("container started"),
  /** The log's first byte can be read: from the blob, or through the API server. */
  READABLE("first byte readable"),
  /** The client that follows the log has printed the first line. */
  SEEN("first line seen");

  /** The stages of a job of the platform. */
  public static final List<Stage> OF_JOB = List.of(values());

  /** The stages of a bare pod; its follower prints what it reads. */
  public static final List<Stage> OF_POD = List.of(ACCEPTED, POD, BOUND, STARTED, SEEN);

  /** The name of the container that runs the command, in both. */
  static final String CONTAINER = "pytorch";

  private static final String PREPARE = "prepare";

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** The stages that an object of Kubernetes has come to. */
  static Set<Stage> reached(JsonNode object) {
    return switch (object.path("kind").asText()) {
      case "AmlJob" -> EnumSet.of(SENT);
      case "PyTorchJob" -> EnumSet.of(TRAINING);
      case "Pod" -> ofPod(object);
      default -> EnumSet.noneOf(Stage.class);
    };
  }

  private static Set<Stage> ofPod(JsonNode pod) {
    var reached = EnumSet.of(POD);
    if (!pod.at("/spec/nodeName").asText().isEmpty()) {
      reached.add(BOUND);
    }
    containers(pod, "initContainerStatuses", PREPARE)
        .forEach(state -> {
          if (state.has("running") || state.has("terminated")) {
            reached.add(PREPARING);
          }
          if (state.has("terminated")) {
            reached.add(PREPARED);
          }
        });
    containers(pod, "containerStatuses", CONTAINER)
        .filter(state -> state.has("running") || state.has("terminated"))
        .forEach(state -> reached.add(STARTED));
    return reached;
  }

  private static Stream<JsonNode> containers(JsonNode pod, String list, String name) {
    return StreamSupport.stream(pod.path("status").path(list).spliterator(), false)
        .filter(status -> status.path("name").asText().equals(name))
        .map(status -> status.path("state"));
  }

  /** Whether an object is the one of this name, or was made for it. */
  static boolean isOf(JsonNode object, String name) {
    var metadata = object.path("metadata");
    return metadata.path("name").asText().equals(name)
        || metadata.path("labels").path("amlarc.azureml.com/job-name").asText().equals(name);
  }
}
