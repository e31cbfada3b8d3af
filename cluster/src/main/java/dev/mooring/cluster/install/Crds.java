package dev.mooring.cluster.install;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.Scale;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The definitions that the build generated from the records of {@code dev.mooring.crd}. */
final class Crds {
  /** Tells our definitions from others of the same names; the generated ones carry it. */
  static final String OWNER_LABEL = "app.kubernetes.io/part-of";

  static final String OWNER = "mooring";

  private Crds() {}

  static List<CustomResourceDefinition> all() {
    return Stream.of(
            PodGroup.class, Queue.class, PyTorchJob.class, TFJob.class, MPIJob.class, AmlJob.class)
        .map(Crds::read)
        .toList();
  }

  private static CustomResourceDefinition read(Class<? extends CustomResource<?, ?>> type) {
    var path = "/META-INF/fabric8/" + CustomResource.getCRDName(type) + "-v1.yml";
    try (var yaml = type.getResourceAsStream(path)) {
      if (yaml == null) {
        throw new IllegalStateException(path + " is not on the class path; build module crds");
      }
      var generated = Serialization.unmarshal(yaml, CustomResourceDefinition.class);
      Quantities.bound(generated);
      return scaled(type, generated);
    } catch (IOException broken) {
      throw new UncheckedIOException("Could not read " + path, broken);
    }
  }

  private static CustomResourceDefinition scaled(
      Class<? extends CustomResource<?, ?>> type, CustomResourceDefinition generated) {
    var scale = type.getAnnotation(Scale.class);
    return scale == null
        ? generated
        : generated
            .edit()
            .editSpec()
            .editMatchingVersion(
                version -> type.getAnnotation(Version.class).value().equals(version.getName()))
            .editOrNewSubresources()
            .withNewScale(scale.selector(), scale.specReplicas(), scale.statusReplicas())
            .endSubresources()
            .endVersion()
            .endSpec()
            .build();
  }
}
