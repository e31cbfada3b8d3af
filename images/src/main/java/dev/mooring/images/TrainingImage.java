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
 * An image that trainings run in: Debian's packages, and what is no package, in a root file system
 * that mmdebstrap writes, by the lists and hooks of a recipe.
 *
 * @param recipes the folder {@code images}; the recipe is the folder below it with the image's name
 * @param mirror tells where Debian's packages come from, which takes apt a second; the security
 *     updates are beside it, with {@code -security} at the end of its path
 */
record TrainingImage(Training training, Path recipes, Supplier<String> mirror, Tools tools)
    implements Product {
  private static final String RELEASE = "bookworm";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LANG", "C.UTF-8",
          "PYTHONUNBUFFERED", "1");

  private Path recipe() {
    return recipes.resolve(name());
  }

  private Path common() {
    return recipes.resolve("debian");
  }

  @Override
  public String name() {
    return training.image();
  }

  @Override
  public String title() {
    return "Build image " + name();
  }

  @Override
  public Key key() {
    return Key.of("mmdebstrap of %s, 3".formatted(name()))
        .files("common", Sources.of(common(), folder -> true, file -> true))
        .files("recipe", Sources.of(recipe(), folder -> true, file -> true))
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
    return Stream.of(recipe(), common()).flatMap(TrainingImage::packages).toList();
  }

  private static Stream<String> packages(Path folder) {
    var list = folder.resolve("packages");
    try {
      return Files.readAllLines(list).stream()
          .filter(line -> !line.startsWith("#") && !line.isBlank());
    } catch (IOException e) {
      throw new BuildException(BuildException.Code.FILES, "Cannot read " + list + ": " + e, e);
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
    var spec = new ImageSpec(List.of(), ENVIRONMENT, training.user, "/work");
    ImageArchive.write(into.resolve(Image.FILE), Image.named(name(), key), spec, layer);
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
    // Servers have folders of theirs in it, as sshd.
    words.add("--skip=cleanup/run");
    words.add("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr");
    words.add("--setup-hook='%s' \"$1\" '%s'".formatted(common().resolve("prepare.sh"), recipe()));
    words.add("--extract-hook='%s' \"$1\"".formatted(recipe().resolve("finish.sh")));
    words.addAll(List.of("--format=tar", RELEASE, layer.toString()));
    words.add("deb " + mirror.get() + " " + RELEASE + " main");
    words.add("deb " + mirror.get() + "-security " + RELEASE + "-security main");
    return words;
  }
}
