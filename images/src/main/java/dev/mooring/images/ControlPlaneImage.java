package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The image of the control plane, for clusters that run it from its chart; with the chart of the
 * agent that it puts on other clusters. Of its file system only /tmp is written: Helm's library is
 * unpacked there.
 *
 * @param lib the control plane's class path
 * @param runtime the linked runtime
 * @param chart the folder of the agent's chart
 */
record ControlPlaneImage(Path lib, Path runtime, Path chart) implements Product {
  /** Where the chart of the control plane says that the agent's is. */
  private static final String CHART = "app/charts/azureml-agent";

  /**
   * Half of the container's limit is heap; the rest is for classes, code, threads, the tunnels'
   * buffers and Helm, which is a program in Go with a heap of its own.
   */
  private static final String OPTIONS =
      """
      -XX:+UseSerialGC
      -XX:+UseCompactObjectHeaders
      -Xms32m
      -XX:MaxRAMPercentage=50
      -XX:-UsePerfData
      -XX:+ExitOnOutOfMemoryError
      --enable-native-access=ALL-UNNAMED
      """;

  @Override
  public String name() {
    return "control-plane";
  }

  @Override
  public String title() {
    return "Build image control-plane";
  }

  @Override
  public Key key() {
    return JavaRoot.inputs("control-plane image, 2", runtime, lib)
        .add("options", OPTIONS)
        .files("chart", Sources.of(chart, folder -> true, file -> true))
        .key();
  }

  @Override
  public boolean isPassing() {
    return true;
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var root = JavaRoot.lay(into.resolve("root"), runtime, lib, OPTIONS);
    root.copy(chart, CHART);
    // A kubeconfig may name no authority: its cluster is then trusted as any public server.
    root.trust(runtime);
    root.settle();
    step.line("writes the archive");
    root.archive(into, Image.named(name(), key), JavaRoot.spec("dev.mooring.controlplane.Main"));
  }
}
