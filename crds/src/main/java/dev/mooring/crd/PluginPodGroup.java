package dev.mooring.crd;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A gang as the coscheduling plugin of kubernetes-sigs/scheduler-plugins knows it. Its definition
 * is that scheduler's to install; we only write objects.
 */
@Group("scheduling.x-k8s.io")
@Version("v1alpha1")
@Kind("PodGroup")
@Plural("podgroups")
@Singular("podgroup")
public final class PluginPodGroup extends CustomResource<PluginPodGroupSpec, Void>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Pod label that names the group (in the pod's namespace) a pod belongs to. */
  public static final String GROUP_NAME_LABEL = "scheduling.x-k8s.io/pod-group";
}
