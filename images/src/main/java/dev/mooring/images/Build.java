package dev.mooring.images;

import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What Mooring runs, built when it is missing: each method returns at once what the cache has, and
 * otherwise builds it, as steps. Thread-safe.
 */
public final class Build {
  private final Cache cache;
  private final Steps steps;
  private final KubernetesBinary kubernetesBinary;
  private final Graph.Node<Boolean> packages;
  private final Graph.Node<Path> kubernetes;
  private final Graph.Node<Path> java;
  private final Graph.Node<Image> pause;
  private final Graph.Node<Image> pytorch;

  private Build(Path home, Path root, String mirror, Tools tools, Steps steps) {
    this.cache = new Cache(root);
    this.steps = steps;
    var module = home.resolve("embedded");
    this.kubernetesBinary = new KubernetesBinary(module, tools);
    var javaModules = new JavaModules(home, root.resolve("java").resolve("workshop"), tools);
    var pytorchImage = new PytorchImage(home.resolve("images/pytorch"), mirror, tools);
    this.packages = Graph.node("machine packages", () -> installPackages(tools));
    this.kubernetes =
        product(kubernetesBinary, (key, folder) -> folder.resolve(KubernetesBinary.FILE));
    this.java = product(javaModules, (key, folder) -> folder);
    this.pause = image(new PauseImage(module, tools));
    this.pytorch = image(pytorchImage, packages);
  }

  /**
   * What can be built from a working tree.
   *
   * @param environment {@code MOORING_HOME}, the working tree, must be there; {@code MOORING_CACHE}
   *     is /var/cache/mooring and {@code MOORING_DEBIAN_MIRROR} http://mirror.invalid/debian
   *     without
   */
  public static Build of(Map<String, String> environment, Steps steps) {
    var home = environment.getOrDefault("MOORING_HOME", "");
    if (home.isEmpty()) {
      throw new BuildException(
          BuildException.Code.MACHINE,
          "MOORING_HOME does not say where the sources are; run the command through ./moor");
    }
    var mirror = environment.getOrDefault("MOORING_DEBIAN_MIRROR", "http://mirror.invalid/debian");
    var tools = Tools.of(environment);
    return new Build(
        Path.of(home).toAbsolutePath(), cacheFolder(environment), mirror, tools, steps);
  }

  /** {@code MOORING_CACHE}, where everything here is kept. */
  public static Path cacheFolder(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("MOORING_CACHE", "/var/cache/mooring"))
        .toAbsolutePath();
  }

  /** Builds all there is, in parallel. */
  public void everything() {
    Graph.run(List.of(packages, kubernetes, java, pause, pytorch));
  }

  /** The folder with the class paths {@code cli/lib} and {@code agent/lib}. */
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

  /** The image that trainings run in. */
  public Image pytorchImage() {
    return run(pytorch);
  }

  private static <T> T run(Graph.Node<T> node) {
    Graph.run(List.of(node));
    return node.value();
  }

  private boolean installPackages(Tools tools) {
    new MachinePackages(tools).install(steps);
    return true;
  }

  private Graph.Node<Image> image(Product product, Graph.Node<?>... needs) {
    return product(
        product,
        (key, folder) -> new Image(Image.named(product.name(), key), folder.resolve(Image.FILE)),
        needs);
  }

  private <T> Graph.Node<T> product(
      Product product, BiFunction<Key, Path, T> result, Graph.Node<?>... needs) {
    return Graph.node(
        product.name(),
        () -> {
          var key = product.key();
          return result.apply(key, cache.get(product, key, steps));
        },
        needs);
  }
}
