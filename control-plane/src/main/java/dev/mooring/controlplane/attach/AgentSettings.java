package dev.mooring.controlplane.attach;

import java.nio.file.Path;

/**
 * The agent that clusters get.
 *
 * @param image {@code registry/repository:tag}
 * @param launcherImage with the program inside job pods, as nodes pull it
 * @param chart the folder of azureml-agent
 * @param relayHost that the agent dials
 * @param ca that signs agents' certificates and the relay's, PEM
 */
public record AgentSettings(
    String image, String launcherImage, Path chart, String relayHost, int relayPort, String ca) {
  public AgentSettings {
    if (image.indexOf('/') < 1 || image.lastIndexOf(':') < image.lastIndexOf('/')) {
      throw new IllegalArgumentException(
          "The agent's image is registry/repository:tag: '%s'".formatted(image));
    }
  }
}
