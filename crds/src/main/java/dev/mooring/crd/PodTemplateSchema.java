package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What the API server checks of a pod template: that each container has a name and an image. The
 * full PodTemplateSpec would make each CRD 3,000 lines long, too long for {@code kubectl apply};
 * the rest is checked when the template is decoded.
 *
 * <p>The any-setters are what the generator makes {@code x-kubernetes-preserve-unknown-fields}
 * from; nobody calls them. The bounds are there because the API server wants to know the most a CEL
 * rule can cost.
 */
record PodTemplateSchema(@Required Spec spec) {

  @JsonAnySetter
  void other(String field, Object value) {}

  record Spec(@Required @Size(min = 1, max = 32) List<Container> containers) {
    @JsonAnySetter
    void other(String field, Object value) {}
  }

  record Container(
      @Required @Size(min = 1, max = 63) String name,
      @Required @Size(min = 1, max = 4096) String image) {
    @JsonAnySetter
    void other(String field, Object value) {}
  }
}
