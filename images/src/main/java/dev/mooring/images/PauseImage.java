package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The image of the sandbox process of each pod: one static program. */
record PauseImage(Path module, Tools tools) implements Product {
  private static final ImageSpec SPEC =
      new ImageSpec(List.of("/pause"), Map.of(), "65532:65532", "/");

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String title() {
    return "Build image pause";
  }

  @Override
  public Key key() {
    return Key.of("go build of pause, 1")
        .files("sources", Sources.of(module.resolve("pause"), f -> true, f -> f.endsWith(".go")))
        .file("module", module.resolve("go.mod"))
        .add("go", Command.of(module, tools.go(), "version").output())
        .key();
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var root = Files.createDirectory(into.resolve("root"));
    KubernetesBinary.go(tools, module, "./pause", root.resolve("pause"), "-s -w").run(step);
    var layer = into.resolve("layer.tar");
    try (var tar = new Tar(Files.newOutputStream(layer))) {
      tar.tree(root);
    }
    ImageArchive.write(into.resolve(Image.FILE), Image.named(name(), key), SPEC, layer);
    Files.delete(layer);
    Cache.removeAll(root);
  }
}
