package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON merge patch (RFC 7396) of the status of an object that others write too: what it does not
 * name stays, and null takes a field out.
 *
 * @param object name, namespace, and what must still hold of it: its uid, its resourceVersion
 */
public record StatusPatch(
    Class<? extends HasMetadata> kind, ObjectMeta object, Map<String, @Nullable Object> status) {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  public StatusPatch {
    status = Collections.unmodifiableMap(new HashMap<>(status));
  }

  /**
   * One request: of a patch that is text, the client would read the object first.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server refuses it
   */
  public void write(KubernetesClient client) {
    // A part of a status is none of the kind's own class, which has all of it.
    var change = new GenericKubernetesResource();
    change.setApiVersion(HasMetadata.getApiVersion(kind));
    change.setKind(HasMetadata.getKind(kind));
    change.setMetadata(object);
    change.setAdditionalProperty("status", status);
    var all = client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(kind));
    var there =
        object.getNamespace() == null
            ? all.withName(object.getName())
            : all.inNamespace(object.getNamespace()).withName(object.getName());
    there.subresource("status").patch(MERGE, change);
  }
}
