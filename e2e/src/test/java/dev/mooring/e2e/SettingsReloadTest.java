package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.bench.FakeNodes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The scheduler's settings change while it runs. */
@Isolated("it changes how the scheduler places, and makes nodes")
final class SettingsReloadTest {
  private static final Component SCHEDULER = new Component("azureml-connector-scheduler");

  private final AtomicInteger pairs = new AtomicInteger();

  @Test
  void newSettingsHoldAtOnceAndBadOnesNever() throws InterruptedException {
    try (var sandbox = Sandbox.open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, 2);
        var settings = new SettingsFile()) {
      sandbox.awaitPods();
      var running = running();
      assertThat(nodesOfAPair(sandbox)).as("by default").hasSize(1);

      settings.write("placing: Spread");
      Sandbox.await("pairs are spread").until(() -> nodesOfAPair(sandbox).size() == 2);

      settings.write("placing: Sideways");
      Sandbox.await("the value is refused").until(() -> settings.isRefused("Sideways"));
      settings.write("placing: Binpack\nsurprise: 1");
      Sandbox.await("the key is refused").until(() -> settings.isRefused("surprise"));
      assertThat(nodesOfAPair(sandbox)).as("as before").hasSize(2);

      assertThat(settings.accepted()).as("for who leads next").isEqualTo("placing: Spread");

      settings.remove();
      Sandbox.await("the defaults hold again").until(() -> nodesOfAPair(sandbox).size() == 1);
      assertThat(running()).as("containers of the scheduler").isEqualTo(running);
    }
  }

  private static Set<String> running() {
    return SCHEDULER.pods().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .map(container -> container.getContainerID())
        .collect(Collectors.toSet());
  }

  /** Where a new gang of two goes, which is gone after. */
  private Set<String> nodesOfAPair(Sandbox sandbox) {
    var gang = GangLoad.gang(sandbox.namespace(), "pair-" + pairs.incrementAndGet(), 2, 1);
    GangLoad.make(gang);
    var pods = Lab.client().pods().inNamespace(sandbox.namespace());
    Sandbox.await(gang.name() + " is bound")
        .until(() ->
            pods.list().getItems().size() == 2
                && pods.list().getItems().stream()
                    .allMatch(pod -> pod.getSpec().getNodeName() != null));
    var nodes =
        pods.list().getItems().stream()
            .map(pod -> pod.getSpec().getNodeName())
            .collect(Collectors.toSet());
    pods.withGracePeriod(0).delete();
    Lab.client().resource(gang.group()).delete();
    Sandbox.await(gang.name() + " is gone").until(() -> pods.list().getItems().isEmpty());
    return nodes;
  }

  /** The ConfigMap, which nobody else has made. */
  private record SettingsFile() implements AutoCloseable {
    private static ConfigMap map(String yaml) {
      return new ConfigMapBuilder()
          .withNewMetadata()
          .withName(SCHEDULER.name())
          .withNamespace(Component.NAMESPACE)
          .endMetadata()
          .addToData("scheduler.yaml", yaml)
          .build();
    }

    void write(String yaml) {
      Lab.client().resource(map(yaml)).serverSideApply();
    }

    boolean isRefused(String word) {
      return Lab.client().v1().events().inNamespace(Component.NAMESPACE).list().getItems().stream()
          .filter(event -> "SettingsRefused".equals(event.getReason()))
          .filter(event -> SCHEDULER.name().equals(event.getInvolvedObject().getName()))
          .anyMatch(event ->
              event.getMessage().contains(word)
                  && event.getMessage().contains("the settings before hold on"));
    }

    @Nullable String accepted() {
      return Lab.client()
          .resource(map(""))
          .get()
          .getMetadata()
          .getAnnotations()
          .get("scheduling.mooring.dev/accepted");
    }

    void remove() {
      Lab.client().resource(map("")).delete();
    }

    @Override
    public void close() {
      remove();
    }
  }
}
