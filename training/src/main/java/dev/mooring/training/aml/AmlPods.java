package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobResources;
import dev.mooring.training.Templates;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The pod of an AmlJob, as design page 0003 describes it: {@code prepare} fetches, {@code ship}
 * sends, and between them the user's command runs under the launcher.
 */
final class AmlPods {
  static final String PREPARE = "prepare";
  static final String SHIP = "ship";

  /** The name that a PyTorchJob asks for. */
  static final String MAIN = "pytorch";

  private static final String FILES = "mooring";
  private static final String FILES_PATH = "/mooring";
  private static final String LAUNCH = "launch";
  private static final String LAUNCH_PATH = "/mooring-launch";
  private static final String LAUNCHER = FILES_PATH + "/bin/launcher";
  private static final String PROCESSES = "MOORING_NPROC";

  /**
   * User and group of the launcher; the group also owns the pod's files, so that both reach them.
   */
  private static final long LAUNCHER_USER = 65_532;

  /** The group may read it, nobody else. */
  private static final int LAUNCH_MODE = 0440;

  /** The launcher ends its ranks within 12 s, and uploads what they left for at most 25 s more. */
  private static final long GRACE_SECONDS = 40;

  private AmlPods() {}

  static Map<String, Object> template(AmlJob job) {
    var template = Templates.encode(typed(job));
    // As they were written: the type would read sense into amounts that make none, and nobody would
    // refuse them.
    resources(template, job.getSpec().resources());
    return template;
  }

  private static PodTemplateSpec typed(AmlJob job) {
    var spec = job.getSpec();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels(job))
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(spec.nodeSelector().isEmpty() ? null : new TreeMap<>(spec.nodeSelector()))
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNewSecurityContext()
        .withFsGroup(LAUNCHER_USER)
        .endSecurityContext()
        .withInitContainers(
            launcher(job, PREPARE), launcher(job, SHIP).edit().withRestartPolicy("Always").build())
        .withContainers(main(job))
        .addNewVolume()
        .withName(FILES)
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName(LAUNCH)
        .withNewSecret()
        .withSecretName(spec.launchSecret())
        .withDefaultMode(LAUNCH_MODE)
        .endSecret()
        .endVolume()
        .endSpec()
        .build();
  }

  static Map<String, String> labels(AmlJob job) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(AmlJob.NAME_LABEL, job.getMetadata().getName());
    labels.put(AmlJob.UID_LABEL, job.getMetadata().getUid());
    return labels;
  }

  private static Container launcher(AmlJob job, String mode) {
    return new ContainerBuilder()
        .withName(mode)
        .withImage(job.getSpec().launcherImage())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(mode)
        .withEnv(
            variable(PROCESSES, Integer.toString(job.getSpec().processes())),
            field("POD_NAME", "metadata.name"),
            field("POD_UID", "metadata.uid"))
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("16Mi"))
        .endResources()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(LAUNCHER_USER)
        .withRunAsGroup(LAUNCHER_USER)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(
            new VolumeMountBuilder().withName(FILES).withMountPath(FILES_PATH).build(),
            new VolumeMountBuilder()
                .withName(LAUNCH)
                .withMountPath(LAUNCH_PATH)
                .withReadOnly(true)
                .build())
        .build();
  }

  private static Container main(AmlJob job) {
    return new ContainerBuilder()
        .withName(MAIN)
        .withImage(job.getSpec().image())
        .withImagePullPolicy("IfNotPresent")
        .withCommand(LAUNCHER, "run", "--", "sh", "-c", literal(job.getSpec().command()))
        .withEnv(environment(job))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(
            new VolumeMountBuilder().withName(FILES).withMountPath(FILES_PATH).build())
        .build();
  }

  private static List<EnvVar> environment(AmlJob job) {
    var variables = new LinkedHashMap<String, EnvVar>();
    // The control plane knows the run's name better: a job's name here may be another.
    variables.put("AZUREML_RUN_ID", variable("AZUREML_RUN_ID", job.getMetadata().getName()));
    new TreeMap<>(job.getSpec().environment())
        .forEach((name, value) -> variables.put(name, variable(name, literal(value))));
    var ours =
        List.of(
            variable(PROCESSES, Integer.toString(job.getSpec().processes())),
            field("POD_NAME", "metadata.name"),
            field("POD_UID", "metadata.uid"));
    ours.forEach(variable -> variables.put(variable.getName(), variable));
    return List.copyOf(variables.values());
  }

  /**
   * Kubernetes replaces {@code $(NAME)} in commands and variables, and writes {@code $} for {@code
   * $$}; what the user wrote shall reach the shell as it is.
   */
  private static String literal(String text) {
    return text.replace("$", "$$");
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  @SuppressWarnings("unchecked") // The shape is the one that was made above.
  private static void resources(Map<String, Object> template, AmlJobResources resources) {
    var spec = (Map<String, Object>) Objects.requireNonNull(template.get("spec"));
    var containers = (List<Map<String, Object>>) Objects.requireNonNull(spec.get("containers"));
    var amounts = new LinkedHashMap<String, Object>();
    if (!resources.requests().isEmpty()) {
      amounts.put("requests", new TreeMap<>(resources.requests()));
    }
    if (!resources.limits().isEmpty()) {
      amounts.put("limits", new TreeMap<>(resources.limits()));
    }
    containers.getFirst().put("resources", amounts);
  }
}
