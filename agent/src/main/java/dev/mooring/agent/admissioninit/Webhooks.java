package dev.mooring.agent.admissioninit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchConditionBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configurations of the webhooks. They are asked about our kinds alone: no pod waits for them,
 * and with failurePolicy Ignore nothing at all does for longer than the timeout.
 */
final class Webhooks {
  static final String NAME = "azureml-connector-admission";

  /** What both are registered under, by kind. */
  static final List<String> REGISTERED = List.of("mutating/" + NAME, "validating/" + NAME);

  /** Changes with whatever below changes, so that an upgrade registers it. */
  static final String REVISION = "2";

  static final String REVISION_ANNOTATION = "scheduling.mooring.dev/webhook-revision";
  static final String SINCE_ANNOTATION = "scheduling.mooring.dev/trusted-since";

  /** Label, with any value, of an object that shall not be looked at. */
  static final String UNCHECKED_LABEL = "scheduling.mooring.dev/unchecked";

  static final SortedMap<String, String> LABELS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of("app.kubernetes.io/name", NAME, "app.kubernetes.io/part-of", "mooring")));

  private static final int TIMEOUT_SECONDS = 3;
  private static final List<String> OPERATORS =
      List.of("aml-pytorch-operator", "aml-tf-job-operator", "aml-mpi-operator");
  private static final List<String> ALL_JOBS = List.of("pytorchjobs", "tfjobs", "mpijobs");

  private Webhooks() {}

  /**
   * Both configurations.
   *
   * @param namespace of the Service
   * @param bundle PEM of whom to trust
   */
  static List<HasMetadata> configurations(String namespace, String bundle, Instant now) {
    return List.of(
        new MutatingWebhookConfigurationBuilder()
            .withMetadata(metadata(now))
            .withWebhooks(
                new MutatingWebhookBuilder()
                    .withName("default.mooring.dev")
                    .withClientConfig(client(namespace, "/mutate", bundle))
                    .withRules(rule("scheduling.volcano.sh", "v1beta1", "queues", "podgroups"))
                    .withNamespaceSelector(notOurs(namespace))
                    .withObjectSelector(checked())
                    .withMatchConditions(notOfAJob(namespace))
                    .withMatchPolicy("Equivalent")
                    .withReinvocationPolicy("Never")
                    .withFailurePolicy("Ignore")
                    .withSideEffects("None")
                    .withTimeoutSeconds(TIMEOUT_SECONDS)
                    .withAdmissionReviewVersions("v1")
                    .build())
            .build(),
        new ValidatingWebhookConfigurationBuilder()
            .withMetadata(metadata(now))
            .withWebhooks(
                new ValidatingWebhookBuilder()
                    .withName("check.mooring.dev")
                    .withClientConfig(client(namespace, "/validate", bundle))
                    .withRules(
                        rule("scheduling.volcano.sh", "v1beta1", "podgroups"),
                        deletionToo("scheduling.volcano.sh", "v1beta1", "queues"),
                        rule("kubeflow.org", "v1", ALL_JOBS.toArray(String[]::new)),
                        rule("amlarc.azureml.com", "v1alpha1", "amljobs"))
                    .withNamespaceSelector(notOurs(namespace))
                    .withObjectSelector(checked())
                    .withMatchConditions(notOfAJob(namespace))
                    .withMatchPolicy("Equivalent")
                    .withFailurePolicy("Ignore")
                    .withSideEffects("None")
                    .withTimeoutSeconds(TIMEOUT_SECONDS)
                    .withAdmissionReviewVersions("v1")
                    .build())
            .build());
  }

  private static ObjectMeta metadata(Instant now) {
    return new ObjectMetaBuilder()
        .withName(NAME)
        .withLabels(LABELS)
        .addToAnnotations(REVISION_ANNOTATION, REVISION)
        .addToAnnotations(SINCE_ANNOTATION, now.toString())
        .build();
  }

  private static WebhookClientConfig client(String namespace, String path, String bundle) {
    return new WebhookClientConfigBuilder()
        .withNewService()
        .withName(NAME)
        .withNamespace(namespace)
        .withPath(path)
        .withPort(443)
        .endService()
        .withCaBundle(Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static RuleWithOperations rule(String group, String version, String... resources) {
    return new RuleWithOperationsBuilder()
        .withApiGroups(group)
        .withApiVersions(version)
        .withResources(resources)
        .withOperations("CREATE", "UPDATE")
        .withScope("*")
        .build();
  }

  private static RuleWithOperations deletionToo(String group, String version, String... resources) {
    return rule(group, version, resources).edit().addToOperations("DELETE").build();
  }

  /** Queues are in no namespace and are asked about in any case. */
  private static LabelSelector notOurs(String namespace) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey("kubernetes.io/metadata.name")
        .withOperator("NotIn")
        .withValues("kube-system", namespace)
        .endMatchExpression()
        .build();
  }

  /**
   * What a new job may have was looked at with the job, and its operator leaves nothing to default:
   * two of the three questions that a job would cost. A job that is changed may ask for what its
   * group cannot have.
   */
  private static MatchCondition notOfAJob(String namespace) {
    var operators =
        OPERATORS.stream()
            .map(operator -> "'system:serviceaccount:%s:%s'".formatted(namespace, operator))
            .collect(Collectors.joining(", "));
    return new MatchConditionBuilder()
        .withName("not-of-a-job")
        .withExpression(
            "request.kind.kind != 'PodGroup' || request.operation != 'CREATE' || !(request.userInfo.username in [%s])"
                .formatted(operators))
        .build();
  }

  private static LabelSelector checked() {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey(UNCHECKED_LABEL)
        .withOperator("DoesNotExist")
        .endMatchExpression()
        .build();
  }
}
