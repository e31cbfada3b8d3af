package dev.mooring.cluster.protobuf;

import static dev.mooring.cluster.protobuf.Messages.message;
import static dev.mooring.cluster.protobuf.Messages.only;
import static dev.mooring.cluster.protobuf.Messages.skip;
import static dev.mooring.cluster.protobuf.Messages.text;
import static dev.mooring.cluster.protobuf.Messages.time;
import static dev.mooring.cluster.protobuf.Messages.withQuantity;
import static dev.mooring.cluster.protobuf.Messages.withText;

import com.google.protobuf.CodedInputStream;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;

/**
 * What places a pod and what it holds: all that is asked of it by those who place pods and count
 * them. What its containers run, with what and how they fare, is passed over.
 */
final class PodReader {
  private PodReader() {}

  static void read(Pod pod, int number, CodedInputStream in) throws IOException {
    switch (number) {
      case 1 -> {
        var meta = new ObjectMeta();
        pod.setMetadata(meta);
        message(in, (field, each) -> metadata(meta, field, each));
      }
      case 2 -> {
        var spec = new PodSpec();
        pod.setSpec(spec);
        message(in, (field, each) -> spec(spec, field, each));
      }
      case 3 -> {
        var status = new PodStatus();
        pod.setStatus(status);
        message(in, (field, each) -> status(status, field, each));
      }
      default -> skip(in);
    }
  }

  private static void metadata(ObjectMeta meta, int number, CodedInputStream in)
      throws IOException {
    switch (number) {
      case 1 -> meta.setName(text(in));
      case 3 -> meta.setNamespace(text(in));
      case 5 -> meta.setUid(text(in));
      case 6 -> meta.setResourceVersion(text(in));
      case 8 -> meta.setCreationTimestamp(time(in));
      case 9 -> meta.setDeletionTimestamp(time(in));
      case 11 -> meta.setLabels(withText(meta.getLabels(), in));
      case 12 -> meta.setAnnotations(withText(meta.getAnnotations(), in));
      case 13 -> {
        var owner = new OwnerReference();
        meta.getOwnerReferences().add(owner);
        message(in, (field, each) -> owner(owner, field, each));
      }
      default -> skip(in);
    }
  }

  private static void owner(OwnerReference owner, int number, CodedInputStream in)
      throws IOException {
    switch (number) {
      case 1 -> owner.setKind(in.readString());
      case 3 -> owner.setName(in.readString());
      case 4 -> owner.setUid(in.readString());
      case 5 -> owner.setApiVersion(in.readString());
      case 6 -> owner.setController(in.readBool());
      case 7 -> owner.setBlockOwnerDeletion(in.readBool());
      default -> skip(in);
    }
  }

  private static void spec(PodSpec spec, int number, CodedInputStream in) throws IOException {
    switch (number) {
      case 1 -> spec.getVolumes().add(volume(in));
      case 2 -> spec.getContainers().add(container(in));
      case 7 -> spec.setNodeSelector(withText(spec.getNodeSelector(), in));
      case 10 -> spec.setNodeName(text(in));
      case 11 -> spec.setHostNetwork(in.readBool() ? true : null);
      case 18 -> spec.setAffinity(AffinityReader.affinity(in));
      case 19 -> spec.setSchedulerName(text(in));
      case 20 -> spec.getInitContainers().add(container(in));
      case 22 -> spec.getTolerations().add(toleration(in));
      case 25 -> spec.setPriority(in.readInt32());
      case 31 -> spec.setPreemptionPolicy(text(in));
      case 32 -> spec.setOverhead(withQuantity(spec.getOverhead(), in));
      case 33 -> spec.getTopologySpreadConstraints().add(spread(in));
      case 38 -> spec.getSchedulingGates().add(gate(in));
      case 39 -> spec.getResourceClaims().add(resourceClaim(in));
      case 40 -> spec.setResources(resources(in));
      default -> skip(in);
    }
  }

  /** Only that it is a claim's, or of one made for the pod. */
  private static Volume volume(CodedInputStream in) throws IOException {
    var volume = new Volume();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> volume.setName(each.readString());
            case 2 -> message(each, (field, source) -> source(volume, field, source));
            default -> skip(each);
          }
        });
    return volume;
  }

  private static void source(Volume volume, int number, CodedInputStream in) throws IOException {
    switch (number) {
      case 10 -> {
        var claim = new PersistentVolumeClaimVolumeSource();
        volume.setPersistentVolumeClaim(claim);
        claim.setClaimName(only(in, 1, CodedInputStream::readString));
      }
      case 29 -> {
        volume.setEphemeral(new EphemeralVolumeSource());
        skip(in);
      }
      default -> skip(in);
    }
  }

  private static Container container(CodedInputStream in) throws IOException {
    var container = new Container();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> container.setName(each.readString());
            case 6 -> container.getPorts().add(port(each));
            case 8 -> container.setResources(resources(each));
            case 24 -> container.setRestartPolicy(text(each));
            default -> skip(each);
          }
        });
    return container;
  }

  private static ContainerPort port(CodedInputStream in) throws IOException {
    var port = new ContainerPort();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 2 -> {
              var host = each.readInt32();
              port.setHostPort(host == 0 ? null : host);
            }
            case 3 -> port.setContainerPort(each.readInt32());
            case 4 -> port.setProtocol(text(each));
            case 5 -> port.setHostIP(text(each));
            default -> skip(each);
          }
        });
    return port;
  }

  private static ResourceRequirements resources(CodedInputStream in) throws IOException {
    var resources = new ResourceRequirements();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> resources.setLimits(withQuantity(resources.getLimits(), each));
            case 2 -> resources.setRequests(withQuantity(resources.getRequests(), each));
            default -> skip(each);
          }
        });
    return resources;
  }

  private static Toleration toleration(CodedInputStream in) throws IOException {
    var toleration = new Toleration();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> toleration.setKey(text(each));
            case 2 -> toleration.setOperator(text(each));
            case 3 -> toleration.setValue(text(each));
            case 4 -> toleration.setEffect(text(each));
            default -> skip(each);
          }
        });
    return toleration;
  }

  private static TopologySpreadConstraint spread(CodedInputStream in) throws IOException {
    var spread = new TopologySpreadConstraint();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> spread.setMaxSkew(each.readInt32());
            case 2 -> spread.setTopologyKey(each.readString());
            case 3 -> spread.setWhenUnsatisfiable(each.readString());
            case 4 -> spread.setLabelSelector(AffinityReader.selector(each));
            case 5 -> spread.setMinDomains(each.readInt32());
            case 6 -> spread.setNodeAffinityPolicy(text(each));
            case 7 -> spread.setNodeTaintsPolicy(text(each));
            case 8 -> spread.getMatchLabelKeys().add(each.readString());
            default -> skip(each);
          }
        });
    return spread;
  }

  private static PodSchedulingGate gate(CodedInputStream in) throws IOException {
    var gate = new PodSchedulingGate();
    gate.setName(only(in, 1, CodedInputStream::readString));
    return gate;
  }

  private static PodResourceClaim resourceClaim(CodedInputStream in) throws IOException {
    var claim = new PodResourceClaim();
    claim.setName(only(in, 1, CodedInputStream::readString));
    return claim;
  }

  private static void status(PodStatus status, int number, CodedInputStream in) throws IOException {
    switch (number) {
      case 1 -> status.setPhase(text(in));
      case 2 -> status.getConditions().add(condition(in));
      case 8 -> status.getContainerStatuses().add(given(in));
      case 10 -> status.getInitContainerStatuses().add(given(in));
      default -> skip(in);
    }
  }

  private static PodCondition condition(CodedInputStream in) throws IOException {
    var condition = new PodCondition();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> condition.setType(each.readString());
            case 2 -> condition.setStatus(each.readString());
            case 4 -> condition.setLastTransitionTime(time(each));
            case 5 -> condition.setReason(text(each));
            case 6 -> condition.setMessage(text(each));
            default -> skip(each);
          }
        });
    return condition;
  }

  /** What the kubelet has given a container. */
  private static ContainerStatus given(CodedInputStream in) throws IOException {
    var status = new ContainerStatus();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> status.setName(each.readString());
            case 10 ->
                status.setAllocatedResources(withQuantity(status.getAllocatedResources(), each));
            case 11 -> status.setResources(resources(each));
            default -> skip(each);
          }
        });
    return status;
  }
}
