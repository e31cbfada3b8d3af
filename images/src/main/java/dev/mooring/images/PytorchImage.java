package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The training image: Debian's PyTorch and scikit-learn in a root file system that mmdebstrap
 * writes, by the lists and hooks in {@code recipe}.
 *
 * @param recipe the folder {@code images/pytorch}
 * @param mirror tells where Debian's packages come from, which takes apt a second; the security
 *     updates are beside it, with {@code -security} at the end of its path
 */
record PytorchImage(Path recipe, Supplier<String> mirror, Tools tools) implements Product {
  private static final String RELEASE = "bookworm";
  private static final ImageSpec SPEC =
      new ImageSpec(
          List.of(),
          Map.of(
              "PATH", "/usr/local/bin:/usr/bin:/bin",
              "LANG", "C.UTF-8",
              "PYTHONUNBUFFERED", "1"),
          "65532:65532",
          "/work");

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public String title() {
    return "Build image pytorch";
  }

  @Override
  public Key key() {
    return Key.of("mmdebstrap of pytorch, 1")
        .files("recipe", Sources.of(recipe, folder -> true, file -> true))
        .add("mirror", mirror.get())
        .add("candidates", candidates())
        .key();
  }

  /** What apt would install now: a security update of PyTorch makes a new image. */
  private String candidates() {
    var words = Stream.concat(Stream.of("apt-cache", "policy"), packages().stream());
    return Command.of(Path.of("/"), words.toArray(String[]::new))
        .with("LC_ALL", "C")
        .output()
        .lines()
        .filter(line -> !line.startsWith(" ") || line.strip().startsWith("Candidate:"))
        .collect(Collectors.joining("\n"));
  }

  private List<String> packages() {
    try (var lines = Files.lines(recipe.resolve("packages"))) {
      return lines.filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new BuildException(
          BuildException.Code.FILES, "Cannot read " + recipe + "/packages: " + e, e);
    }
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var layer = into.resolve("layer.tar");
    var work = Files.createDirectory(into.resolve("tmp"));
    new Command(bootstrap(layer), Path.of("/"), Map.of())
        .with("TMPDIR", work.toString())
        .with("SOURCE_DATE_EPOCH", Long.toString(Tar.TIME.getEpochSecond()))
        .nice()
        .run(step);
    step.line("writes the archive");
    ImageArchive.write(into.resolve(Image.FILE), Image.named(name(), key), SPEC, layer);
    Files.delete(layer);
    Cache.removeAll(work);
  }

  private List<String> bootstrap(Path layer) {
    var mmdebstrap =
        tools.need("mmdebstrap", "makes the training image", "run 'apt-get install mmdebstrap'");
    var words = new ArrayList<>(List.of(mmdebstrap, "--mode=root", "--variant=extract"));
    words.add("--include=" + String.join(",", packages()));
    for (var folder : List.of("man", "doc", "locale", "info")) {
      words.add("--dpkgopt=path-exclude=/usr/share/" + folder + "/*");
    }
    words.add("--dpkgopt=path-exclude=/usr/include/*");
    words.add("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr");
    words.add("--setup-hook='" + recipe.resolve("prepare.sh") + "' \"$1\"");
    words.add("--extract-hook='" + recipe.resolve("finish.sh") + "' \"$1\"");
    words.addAll(List.of("--format=tar", RELEASE, layer.toString()));
    words.add("deb " + mirror.get() + " " + RELEASE + " main");
    words.add("deb " + mirror.get() + "-security " + RELEASE + "-security main");
    return words;
  }
}
