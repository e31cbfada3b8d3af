package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The image of {@code prepare} and {@code ship} in a job's pod: one static program, which {@code
 * prepare} also copies to where the user's container runs it.
 *
 * @param module the Go module {@code launcher/}
 */
record LauncherImage(Path module, Tools tools) implements Product {
  private static final String PROGRAM = "launcher";

  private static final ImageSpec SPEC =
      new ImageSpec(List.of("/" + PROGRAM), Map.of(), "65532:65532", "/");

  @Override
  public String name() {
    return PROGRAM;
  }

  @Override
  public String title() {
    return "Build image launcher";
  }

  @Override
  public Key key() {
    return Key.of("go build of launcher, 1")
        .files("sources", KubernetesBinary.goSources(module, folder -> !folder.equals("blobtest")))
        .add("go", Command.of(module, tools.go(), "version").output())
        .key();
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var root = Files.createDirectory(into.resolve("root"));
    KubernetesBinary.go(tools, module, ".", root.resolve(PROGRAM), "-s -w")
        // HTTP/2 would be a tenth of the program, and a connection for each upload is what is
        // wanted.
        .with("GOFLAGS", "-mod=readonly -tags=nethttpomithttp2")
        .run(step);
    var layer = into.resolve("layer.tar");
    try (var tar = new Tar(Files.newOutputStream(layer))) {
      tar.tree(root);
    }
    ImageArchive.write(into.resolve(Image.FILE), Image.named(name(), key), SPEC, layer);
    Files.delete(layer);
    Cache.removeAll(root);
  }
}
