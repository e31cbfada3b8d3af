package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one image of all Java components: a linked runtime on five libraries of the machine's libc,
 * our jars, and a cache of loaded and linked classes. The first argument names the component.
 *
 * @param lib the agent's class path
 * @param runtime the linked runtime
 */
record AgentImage(Path lib, Path runtime, Tools tools) implements Product {
  /** All that the runtime is linked with; the resolver is part of libc. */
  private static final List<String> LIBRARIES =
      List.of(
          "lib64/ld-linux-x86-64.so.2",
          "lib/x86_64-linux-gnu/libc.so.6",
          "lib/x86_64-linux-gnu/libdl.so.2",
          "lib/x86_64-linux-gnu/libm.so.6",
          "lib/x86_64-linux-gnu/libpthread.so.0",
          "lib/x86_64-linux-gnu/librt.so.1");

  /** Points where a container's file systems are mounted; with /tmp, which all may write. */
  private static final List<String> FOLDERS = List.of("dev", "etc", "proc", "run", "sys", "tmp");

  /**
   * How each component's JVM runs: small rather than fast, for processes that mostly wait. One
   * compiler and one collector thread; the heap is a share of the container's limit. The class
   * cache stays at the address that it was made for: its pages are then the file's, shared by all
   * pods of a node, where relocation would make 20 MB of them each process's own.
   */
  private static final String OPTIONS =
      """
      -XX:+UseSerialGC
      -XX:TieredStopAtLevel=1
      -XX:+UseCompactObjectHeaders
      -Xms8m
      -XX:MaxRAMPercentage=40
      -XX:MinHeapFreeRatio=10
      -XX:MaxHeapFreeRatio=30
      -XX:ReservedCodeCacheSize=24m
      -XX:MaxMetaspaceSize=96m
      -Xss512k
      -XX:-UsePerfData
      -XX:+ExitOnOutOfMemoryError
      -XX:+UnlockDiagnosticVMOptions
      -XX:ArchiveRelocationMode=0
      -cp
      """;

  private static final ImageSpec SPEC =
      new ImageSpec(
          List.of(
              "/app/runtime/bin/java",
              "@/app/options",
              "-XX:AOTCache=/app/app.aot",
              "dev.mooring.agent.Main"),
          // One malloc arena: a second per thread keeps memory that few threads ever need.
          Map.of("LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "1", "PATH", "/app/runtime/bin"),
          "65532:65532",
          "/tmp");

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String title() {
    return "Build image agent";
  }

  @Override
  public Key key() {
    var inputs =
        Key.of("agent image, 1")
            .add("options", OPTIONS)
            .add("training", TrainingRun.RECIPE)
            .file("runtime", runtime.resolve("release"))
            .files("lib", Sources.of(lib, folder -> false, file -> file.endsWith(".jar")));
    LIBRARIES.forEach(library -> inputs.file(library, Path.of("/").resolve(library)));
    return inputs.key();
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var root = assemble(into.resolve("root"));
    new TrainingRun(root, tools).run(into.resolve("training"), step);
    step.line("writes the archive");
    var layer = into.resolve("layer.tar");
    try (var tar = new Tar(Files.newOutputStream(layer))) {
      tar.tree(root);
    }
    ImageArchive.write(into.resolve(Image.FILE), Image.named(name(), key), SPEC, layer);
    Files.delete(layer);
    Cache.removeAll(root);
  }

  private Path assemble(Path root) throws IOException {
    for (var folder : FOLDERS) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.setPosixFilePermissions(
        root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/:/none\nmooring:x:65532:65532:Mooring:/tmp:/none\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\nmooring:x:65532:\n");
    Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    for (var library : LIBRARIES) {
      var target = root.resolve(library);
      Files.createDirectories(target.getParent());
      Files.copy(
          Path.of("/").resolve(library).toRealPath(), target, StandardCopyOption.COPY_ATTRIBUTES);
    }
    copyTree(runtime, root.resolve("app/runtime"));
    copyTree(lib, root.resolve("app/lib"));
    Files.writeString(root.resolve("app/options"), OPTIONS + classPath() + "\n");
    settle(root);
    return root;
  }

  /**
   * Named one by one: the order of a wildcard is the file system's, and the cache depends on it.
   */
  private String classPath() throws IOException {
    try (var jars = Files.list(lib)) {
      return jars.map(jar -> "/app/lib/" + jar.getFileName())
          .sorted()
          .collect(Collectors.joining(":"));
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        var target = to.resolve(from.relativize(path));
        Files.createDirectories(target.getParent());
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Gives all files the time that they will have in the image; the class cache compares it. */
  private static void settle(Path root) throws IOException {
    var time = FileTime.from(Tar.TIME);
    try (var paths = Files.walk(root)) {
      paths
          .filter(path -> !Files.isSymbolicLink(path))
          .forEach(path -> {
            try {
              Files.setLastModifiedTime(path, time);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
