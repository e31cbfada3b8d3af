package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.PyTorchJob;
import org.junit.jupiter.api.Test;

final class GangTest {

  @Test
  void twoGangsThatFitOneAtATimeRunOneAfterTheOther() {
    try (var slots = Slots.one("gang");
        var sandbox = Sandbox.open();
        var history = new PodHistory(sandbox.namespace())) {
      var each = "{%s: 1}".formatted(slots.name());
      // Three members, three slots: the first takes them all until the test lets it go.
      var first = sandbox.submit(Manifests.job("first", 2, "sleep 600", each));
      Sandbox.await("the first runs whole")
          .until(() ->
              sandbox.pods(first).stream()
                      .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                      .count()
                  == 3);
      var second = sandbox.submit(Manifests.job("second", 2, "true", each));
      var waits =
          sandbox.statusThat(
              "the second says why it waits",
              second,
              s -> s.reason() != null && s.reason().message().contains(slots.name()));
      assertThat(Sandbox.reason(waits).nextStep()).isNotBlank();

      Lab.client()
          .resources(PyTorchJob.class)
          .inNamespace(sandbox.namespace())
          .withName("first")
          .delete();

      var done =
          sandbox.statusThat("the second ran", second, s -> Sandbox.state(s).equals("Succeeded"));
      assertThat(done.reason()).as("a reason is cleared when it is over").isNull();
      assertThat(history.moments())
          .as("never a part of each")
          .allMatch(moment -> moment.seated("first") == 0 || moment.seated("second") == 0);
    }
  }
}
