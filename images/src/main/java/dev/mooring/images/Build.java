package dev.mooring.images;

import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What Mooring runs, built when it is missing: each method returns at once what the cache has, and
 * otherwise builds it, as steps. Thread-safe.
 */
public final class Build {
  private final Cache cache;
  private final Steps steps;
  private final KubernetesBinary kubernetesBinary;
  private final Map<Training, TrainingImage> trainingProducts = new EnumMap<>(Training.class);
  private final Graph.Node<Boolean> packages;
  private final Graph.Node<Path> kubernetes;
  private final Graph.Node<Path> java;
  private final Graph.Node<Image> pause;
  private final Graph.Node<Image> launcher;
  private final Map<Training, Graph.Node<Image>> trainings = new EnumMap<>(Training.class);
  private final Graph.Node<Image> agent;
  private final Graph.Node<Image> controlPlane;
  private final Graph.Node<Path> postgres;

  private Build(Path home, Path root, Supplier<String> mirror, Tools tools, Steps steps) {
    this.cache = new Cache(root);
    this.steps = steps;
    var module = home.resolve("embedded");
    this.kubernetesBinary = new KubernetesBinary(module, tools);
    var javaModules = new JavaModules(home, root.resolve("java").resolve("workshop"), tools);
    this.packages = Graph.node(() -> installPackages(tools));
    this.kubernetes =
        product(
            () -> kubernetesBinary, (name, key, folder) -> folder.resolve(KubernetesBinary.FILE));
    this.java = product(() -> javaModules, (name, key, folder) -> folder);
    this.pause = image(() -> new PauseImage(module, tools));
    this.launcher = image(() -> new LauncherImage(home.resolve("launcher"), tools));
    for (var training : Training.values()) {
      var product = new TrainingImage(training, home.resolve("images"), mirror, tools);
      trainingProducts.put(training, product);
      trainings.put(training, image(() -> product, packages));
    }
    var runtime =
        product(
            () -> new JavaRuntime(tools),
            (name, key, folder) -> folder.resolve(JavaRuntime.FOLDER));
    this.agent =
        image(
            () -> new AgentImage(java.value().resolve("agent/lib"), runtime.value(), tools),
            java,
            runtime);
    this.controlPlane =
        image(
            () ->
                new ControlPlaneImage(
                    java.value().resolve("control-plane/lib"),
                    runtime.value(),
                    home.resolve("charts/azureml-agent")),
            java,
            runtime);
    this.postgres =
        product(
            () -> new PostgresBinaries(java.value().resolve("cli/lib"), tools),
            (name, key, folder) -> folder,
            java,
            packages);
  }

  /**
   * What can be built from a working tree.
   *
   * @param environment {@code MOORING_HOME}, the working tree, must be there; {@code MOORING_CACHE}
   *     is /var/cache/mooring and {@code MOORING_DEBIAN_MIRROR} what this machine's apt uses
   *     without
   */
  public static Build of(Map<String, String> environment, Steps steps) {
    var home = environment.getOrDefault("MOORING_HOME", "");
    if (home.isEmpty()) {
      throw new BuildException(
          BuildException.Code.MACHINE,
          "MOORING_HOME does not say where the sources are; run the command through ./moor");
    }
    var mirror = new DebianMirror(environment);
    var tools = Tools.of(environment);
    return new Build(
        Path.of(home).toAbsolutePath(), cacheFolder(environment), mirror, tools, steps);
  }

  /** {@code MOORING_CACHE}, where everything here is kept. */
  public static Path cacheFolder(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("MOORING_CACHE", "/var/cache/mooring"))
        .toAbsolutePath();
  }

  /** Builds all that a cluster with its platform runs, in parallel. */
  public void everything() {
    var pytorch = node(Training.PYTORCH);
    Graph.run(List.of(packages, kubernetes, java, pause, launcher, pytorch, agent, postgres));
  }

  /** The folder with the class paths, {@code cli/lib} and the like. */
  public Path java() {
    return run(java);
  }

  /** The binary that is all of Kubernetes. */
  public Path kubernetes() {
    return run(kubernetes);
  }

  /** As {@link #kubernetes}, but only if it is there: for commands that must not build it. */
  public Optional<Path> kubernetesIfBuilt() {
    return cache
        .find(kubernetesBinary.name(), kubernetesBinary.key())
        .map(folder -> folder.resolve(KubernetesBinary.FILE));
  }

  /** The image of the pod sandbox. */
  public Image pauseImage() {
    return run(pause);
  }

  /** The image of the program in a job's pods that fetches, runs and uploads. */
  public Image launcherImage() {
    return run(launcher);
  }

  /** The image of the agent's components. */
  public Image agentImage() {
    return run(agent);
  }

  /** The image of the control plane, for its chart. */
  public Image controlPlaneImage() {
    return run(controlPlane);
  }

  /** The folder with PostgreSQL: {@code bin}, {@code lib}, {@code share}. */
  public Path postgres() {
    return run(postgres);
  }

  /** An image that trainings run in. */
  public Image trainingImage(Training training) {
    return run(node(training));
  }

  private Graph.Node<Image> node(Training training) {
    return Objects.requireNonNull(trainings.get(training));
  }

  /** As {@link #trainingImage}, but only if it is there. */
  public Optional<Image> trainingImageIfBuilt(Training training) {
    var product = Objects.requireNonNull(trainingProducts.get(training));
    var key = product.key();
    return cache.find(product.name(), key).map(folder -> Image.in(folder, product.name(), key));
  }

  private static <T> T run(Graph.Node<T> node) {
    Graph.run(List.of(node));
    return node.value();
  }

  private boolean installPackages(Tools tools) {
    new MachinePackages(tools).install(steps);
    return true;
  }

  private Graph.Node<Image> image(Supplier<Product> product, Graph.Node<?>... needs) {
    return product(product, (name, key, folder) -> Image.in(folder, name, key), needs);
  }

  /** What a finished product hands on. */
  @FunctionalInterface
  private interface Result<T> {
    T of(String name, Key key, Path folder);
  }

  /** The product is made of its inputs when these are there, so it is supplied, not given. */
  private <T> Graph.Node<T> product(
      Supplier<? extends Product> supplier, Result<T> result, Graph.Node<?>... needs) {
    return Graph.node(
        () -> {
          var product = supplier.get();
          var key = product.key();
          return result.of(product.name(), key, cache.get(product, key, steps));
        },
        needs);
  }
}
