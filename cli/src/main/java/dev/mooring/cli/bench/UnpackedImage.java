package dev.mooring.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * An image of ours laid out on this machine, so that a program of it runs as it does in a
 * container, with its paths, its user and its class cache.
 *
 * @param root its root file system
 * @param configuration its {@code config} as the OCI image specification has it
 */
record UnpackedImage(Path root, JsonNode configuration) {
  /** In mounts of its own, which end with the process. */
  private static final String ENTER =
      """
      mount -t proc proc "$0/proc"
      mount --bind /dev "$0/dev"
      exec chroot --userspec="$USERSPEC" "$0" "$@"
      """;

  /**
   * Unpacks an archive of an OCI image layout with one layer.
   *
   * @param folder empty; kept as it is when this fails
   */
  static UnpackedImage of(Path archive, Path folder) throws IOException {
    var layout = Files.createDirectory(folder.resolve("layout"));
    var root = Files.createDirectory(folder.resolve("root"));
    Programs.run(List.of("chmod", "755", root.toString()));
    Programs.run(List.of("tar", "-xf", archive.toString(), "-C", layout.toString()));
    var json = new ObjectMapper();
    var index = json.readTree(layout.resolve("index.json").toFile());
    var manifest = json.readTree(blob(layout, index.at("/manifests/0")).toFile());
    var layer = blob(layout, manifest.at("/layers/0"));
    Programs.run(List.of("tar", "-xpf", layer.toString(), "-C", root.toString()));
    var configuration = json.readTree(blob(layout, manifest.at("/config")).toFile());
    Files.delete(layer);
    return new UnpackedImage(root, configuration.at("/config"));
  }

  private static Path blob(Path layout, JsonNode descriptor) {
    return layout.resolve("blobs").resolve(descriptor.at("/digest").asText().replace(':', '/'));
  }

  /**
   * The command that runs the image's program from outside, as root.
   *
   * @param options of its JVM, before its class
   */
  List<String> command(List<String> options, List<String> arguments) {
    return command(options, entrypoint().getLast(), arguments);
  }

  /**
   * The same for another program of the same classes.
   *
   * @param main its class
   */
  List<String> command(List<String> options, String main, List<String> arguments) {
    var command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", ENTER, root.toString()));
    command.addAll(entrypoint().subList(0, entrypoint().size() - 1));
    command.addAll(options);
    command.add(main);
    command.addAll(arguments);
    return List.copyOf(command);
  }

  /** Its last word is the class, all before are the JVM and its own options. */
  private List<String> entrypoint() {
    return texts(configuration.at("/Entrypoint"));
  }

  /**
   * What is to be added to the environment for {@link #command}; the search path stays outside's.
   */
  Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    for (var variable : texts(configuration.at("/Env"))) {
      var name = variable.substring(0, variable.indexOf('='));
      if (!name.equals("PATH")) {
        environment.put(name, variable.substring(name.length() + 1));
      }
    }
    environment.put("USERSPEC", configuration.at("/User").asText());
    return environment;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
