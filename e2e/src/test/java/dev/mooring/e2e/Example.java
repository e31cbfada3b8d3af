package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A manifest of the folder {@code examples}, with its code, in a namespace.
 *
 * @param manifest with a name and the namespace
 */
record Example(GenericKubernetesResource manifest) {
  /**
   * Puts the code of an example into the namespace and fills its manifest in.
   *
   * @param folder with {@code src} beside the manifests
   * @param code the name of the ConfigMap
   */
  static Example of(Sandbox sandbox, String folder, String file, String code) {
    var example = Lab.home().resolve("examples").resolve(folder);
    try {
      var text = Files.readString(example.resolve(file));
      for (var image : new String[] {"PYTORCH", "TENSORFLOW", "MPI"}) {
        var variable = "MOORING_IMAGE_" + image;
        text = text.replace("${" + variable + "}", Lab.setting(variable));
      }
      var manifest = Serialization.unmarshal(text, GenericKubernetesResource.class);
      var name = file.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
      manifest.setMetadata(
          new ObjectMetaBuilder().withName(name).withNamespace(sandbox.namespace()).build());
      Lab.submissions().putFiles(sandbox.namespace(), code, files(example.resolve("src")));
      return new Example(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> files(Path folder) throws IOException {
    var files = new HashMap<String, String>();
    try (var all = Files.list(folder)) {
      for (var file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  String name() {
    return manifest.getMetadata().getName();
  }

  /** As JSON in a file. */
  Path write(Path folder) {
    try {
      return Files.writeString(folder.resolve(name() + ".json"), Serialization.asJson(manifest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
