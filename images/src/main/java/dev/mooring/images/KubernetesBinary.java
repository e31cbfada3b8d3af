package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code moor-k8s}: all of Kubernetes in one program, from the Go module {@code embedded/}. */
record KubernetesBinary(Path module, Tools tools) implements Product {
  static final String FILE = "moor-k8s";

  private static final Pattern VERSION =
      Pattern.compile("\\bk8s\\.io/kubernetes (v1\\.([0-9]+)\\.[0-9]+)\\b");

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public String title() {
    return "Build Kubernetes binary";
  }

  @Override
  public Key key() {
    return Key.of("go build of moor-k8s, 1")
        .files("sources", goSources(module, folder -> !folder.equals("pause")))
        .add("go", Command.of(module, tools.go(), "version").output())
        .key();
  }

  static Sources goSources(Path module, java.util.function.Predicate<String> folders) {
    return Sources.of(
        module,
        folder -> folders.test(folder) && !folder.equals("src") && !folder.equals("target"),
        file ->
            (file.endsWith(".go") && !file.endsWith("_test.go"))
                || file.endsWith("go.mod")
                || file.endsWith("go.sum"));
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var flags = flags(Files.readString(module.resolve("go.mod")));
    go(tools, module, ".", into.resolve(FILE), flags).run(step);
  }

  /** A static program without the machine's paths in it. */
  static Command go(Tools tools, Path folder, String program, Path binary, String flags) {
    var target = binary.toString();
    return Command.of(
            folder,
            tools.go(),
            "build",
            "-v",
            "-trimpath",
            "-ldflags",
            flags,
            "-o",
            target,
            program)
        .with("CGO_ENABLED", "0")
        .with("GOFLAGS", "-mod=readonly")
        // Memory for time: the compiler collects garbage less often, and the build takes a fifth
        // less.
        .with("GOGC", "400")
        .nice();
  }

  /** Without its version a client or a kubelet refuses to talk to the API server. */
  static String flags(String goMod) {
    Matcher version = VERSION.matcher(goMod);
    if (!version.find()) {
      throw new BuildException(
          BuildException.Code.FILES,
          "embedded/go.mod does not require k8s.io/kubernetes v1.x.y, from which the version comes");
    }
    var prefix = " -X k8s.io/component-base/version.";
    return "-s -w"
        + (prefix + "gitVersion=" + version.group(1))
        + (prefix + "gitMajor=1")
        + (prefix + "gitMinor=" + version.group(2));
  }
}
