package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The webhooks' certificate is renewed while they are asked. A renewal is due once a month; here
 * the test takes its first step, and the controllers all others.
 */
@Isolated("it kills the controllers and the admission, which other tests' jobs need")
final class CertificateRotationTest {
  private static final Component ADMISSION = new Component("azureml-connector-admission");
  private static final Component CONTROLLERS = new Component("azureml-connector-controllers");

  /** A minute until it is served, two until the kubelet has brought it, and what CI takes. */
  private static final Duration SERVED_WITHIN = Duration.ofMinutes(8);

  @Test
  void everyWriteIsCheckedMeanwhile(@TempDir Path folder) {
    var next = ServingPair.issue(folder, "azureml-connector-admission.azureml.svc");
    try (var sandbox = Sandbox.open()) {
      assertThat(isServed(next)).isFalse();
      stage(next);
      kill(CONTROLLERS);
      Sandbox.await("the next certificate is served")
          .atMost(SERVED_WITHIN)
          .until(() -> {
            assertThatWritesAreChecked(sandbox);
            return isServed(next);
          });
      assertThat(decoded("tls.crt")).isEqualTo(next.certificate());

      // Connections of the API server may be older than the certificate; the next is not.
      kill(ADMISSION);
      Sandbox.await("the API server believes the certificate")
          .until(() -> Yaml.refusal(AdmissionTest.orphan("e2e-orphan")).isPresent());
      assertThatWritesAreChecked(sandbox);
    }
  }

  /** Where a webhook cannot be asked, the API server does without. */
  private static void assertThatWritesAreChecked(Sandbox sandbox) {
    assertThat(Yaml.refusal(AdmissionTest.orphan("e2e-orphan")))
        .hasValueSatisfying(refusal -> assertThat(refusal).contains(AdmissionTest.DENIED));
    var group = Yaml.tried(AdmissionTest.group(sandbox.namespace(), "{}"));
    assertThat(group.<Integer>get("spec", "minMember")).as("the default").isEqualTo(1);
  }

  /** Without the service in between, whose address is the cluster's own. */
  private static boolean isServed(ServingPair pair) {
    var pod = ADMISSION.pods().getFirst();
    var port =
        pod.getSpec().getContainers().getFirst().getPorts().stream()
            .filter(each -> "webhooks".equals(each.getName()))
            .findFirst()
            .orElseThrow();
    return pair.isServedAt(pod.getStatus().getPodIP(), port.getContainerPort());
  }

  private static Resource<Secret> secret() {
    return Lab.client()
        .secrets()
        .inNamespace(Component.NAMESPACE)
        .withName(ADMISSION.name() + "-tls");
  }

  private static String decoded(String key) {
    var value = secret().get().getData().get(key);
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }

  /** As docs/design/0007 has it: the next pair lies beside the one that is served. */
  private static void stage(ServingPair next) {
    secret()
        .edit(there ->
            new SecretBuilder(there)
                .addToStringData("next.crt", next.certificate())
                .addToStringData("next.key", next.key())
                .addToStringData("next-ca.crt", next.authority())
                .build());
  }

  private static void kill(Component component) {
    var before = component.restarts();
    component.kill();
    Sandbox.await(component.name() + " runs again")
        .until(() -> component.restarts() > before && component.isReady());
  }
}
