package dev.mooring.embedded;

import java.nio.file.Path;

/**
 * What the platform is started from.
 *
 * @param java home of the JDK that runs the control plane
 * @param lib the control plane's class path
 * @param postgres the folder with PostgreSQL's {@code bin}
 * @param chart the folder of the agent's Helm chart
 * @param agentImage name of the image of the agent's components
 * @param launcherImage name of the image with the program inside job pods
 */
public record PlatformPrograms(
    Path java, Path lib, Path postgres, Path chart, String agentImage, String launcherImage) {}
