package dev.mooring.controlplane.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.Rig;
import dev.mooring.controlplane.Rig.Answer;
import dev.mooring.controlplane.agents.World;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ComputesTest {
  private static final String COMPUTE = Rig.WORKSPACE + "/computes/k8s";
  private static final String BODY =
      """
      {"location":"local","properties":{"resourceId":"%s","computeType":"Kubernetes",
       "computeLocation":"local","properties":{"namespace":"team-a"}},
       "identity":{"type":"SystemAssigned"}}
      """
          .formatted(Rig.CLUSTER);

  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.furnished();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Claim claim() {
    var claims = rig.store.tasks().claim(Set.of("compute"), Set.of(), Duration.ofMinutes(1), 10);
    assertThat(claims).hasSize(1);
    return claims.getFirst();
  }

  private void end(Row.State state, Optional<Problem> problem) {
    var claim = claim();
    assertThat(claim.subject()).isEqualTo(ResourceId.of(COMPUTE).key());
    rig.store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            ResourceId.of(COMPUTE),
            row -> Optional.of(Draft.of(row).with(state, problem)));
    rig.store.tasks().finish(claim);
  }

  @Test
  void attachIsAnOperationThatEndsWithTheReconcilersWork() {
    var put = rig.call("PUT", COMPUTE, BODY);

    assertThat(put.status()).isEqualTo(201);
    assertThat(put.json().at("/properties/provisioningState").asText()).isEqualTo("Creating");
    assertThat(put.header("Retry-After")).isEqualTo("1");
    var operation = put.header("Azure-AsyncOperation");
    assertThat(operation).startsWith(rig.site.base() + "/");
    assertThat(rig.get(operation).json().path("status").asText()).isEqualTo("InProgress");

    end(Row.State.SUCCEEDED, Optional.empty());

    assertThat(rig.get(operation).json().path("status").asText()).isEqualTo("Succeeded");
    var compute = rig.get(COMPUTE).json().path("properties");
    assertThat(compute.path("provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(compute.path("computeType").asText()).isEqualTo("Kubernetes");
    assertThat(compute.at("/properties/namespace").asText()).isEqualTo("team-a");
    assertThat(compute.path("mooring").isObject()).isTrue();
    assertThat(rig.get(Rig.WORKSPACE + "/computes").json().path("value")).hasSize(1);
  }

  @Test
  void whatItsAgentToldIsShownByItselfAndInTheList() {
    rig.call("PUT", COMPUTE, BODY);
    end(Row.State.SUCCEEDED, Optional.empty());
    assertThat(mooring(rig.get(COMPUTE)).at("/reason/code").asText())
        .isEqualTo("AgentNotInstalled");

    rig.store.agents().register("a1", ResourceId.of(Rig.CLUSTER), "c");
    var epoch = rig.store.agents().accept("a1").orElseThrow();
    rig.store.agents().told("a1", epoch, World.json("[{'component': 'relay-server'}]"));

    var listed = rig.get(Rig.WORKSPACE + "/computes").json().at("/value/0/properties/mooring");
    for (var shown : List.of(mooring(rig.get(COMPUTE)), listed)) {
      assertThat(shown.path("agent").asText()).isEqualTo("Connected");
      assertThat(shown.path("lastSeen").asText()).isNotEmpty();
      assertThat(shown.at("/pods/0/component").asText()).isEqualTo("relay-server");
      assertThat(shown.has("reason")).isFalse();
    }
  }

  @Test
  void askedForAnewThePodsOfTheAttemptBeforeAreForgotten() {
    rig.call("PUT", COMPUTE, BODY);
    var claim = claim();
    rig.store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            ResourceId.of(COMPUTE),
            row ->
                Optional.of(
                    Draft.of(row)
                        .withObserved(World.json("{'attached': true, 'pods': [{'name': 'p'}]}"))
                        .with(Row.State.FAILED, Optional.empty())));
    rig.store.tasks().finish(claim);
    assertThat(mooring(rig.get(COMPUTE)).path("pods")).hasSize(1);

    var again = mooring(rig.call("PUT", COMPUTE, BODY));

    assertThat(again.has("pods")).isFalse();
    assertThat(again.path("attached").asBoolean()).isTrue();
    assertThat(again.path("agent").asText()).isEqualTo("Installing");
  }

  private static JsonNode mooring(Answer answer) {
    return answer.json().at("/properties/mooring");
  }

  @Test
  void failedAttachSaysWhyAndWhatToDo() {
    var operation = rig.call("PUT", COMPUTE, BODY).header("Azure-AsyncOperation");

    end(Row.State.FAILED, Optional.of(new Problem("NamespaceNotFound", "No 'team-a'", "Make it")));

    var failed = rig.get(operation).json();
    assertThat(failed.path("status").asText()).isEqualTo("Failed");
    assertThat(failed.at("/error/code").asText()).isEqualTo("NamespaceNotFound");
    assertThat(failed.at("/error/message").asText()).contains("Next: Make it");
    assertThat(rig.get(COMPUTE).json().at("/properties/provisioningErrors/0/error/code").asText())
        .isEqualTo("NamespaceNotFound");
  }

  @Test
  void sameAgainIsTriedAgain() {
    rig.call("PUT", COMPUTE, BODY);
    end(Row.State.FAILED, Optional.of(new Problem("X", "x", "y")));

    var again = rig.call("PUT", COMPUTE.toUpperCase(Locale.ROOT), BODY);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().at("/properties/provisioningState").asText()).isEqualTo("Updating");
    assertThat(again.json().at("/properties/provisioningErrors").isEmpty()).isTrue();
    assertThat(claim().subject()).isEqualTo(ResourceId.of(COMPUTE).key());
  }

  @Test
  void anotherPlaceNeedsADetachFirst() {
    rig.call("PUT", COMPUTE, BODY);

    var moved = rig.call("PUT", COMPUTE, BODY.replace("team-a", "team-b"));

    assertThat(moved.status()).isEqualTo(409);
    assertThat(moved.code()).isEqualTo("ComputeElsewhere");
    assertThat(moved.nextStep()).contains("Detach");
  }

  @Test
  void detachGoesOnAfterTheCall() {
    rig.call("PUT", COMPUTE, BODY);
    end(Row.State.SUCCEEDED, Optional.empty());

    var accepted = rig.call("DELETE", COMPUTE + "?underlyingResourceAction=Detach", "");

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(rig.get(COMPUTE).json().at("/properties/provisioningState").asText())
        .isEqualTo("Deleting");
    assertThat(rig.call("PUT", COMPUTE, BODY).code()).isEqualTo("ResourceIsDeleting");
    rig.store.resources().remove(new Fence.OfClaim(claim()), ResourceId.of(COMPUTE));
    assertThat(rig.get(accepted.header("Azure-AsyncOperation")).json().path("status").asText())
        .isEqualTo("Succeeded");
    assertThat(rig.call("DELETE", COMPUTE, "").status()).isEqualTo(204);
  }

  @Test
  void whatCannotBeAttachedIsRefused() {
    assertRefused(BODY.replace("Kubernetes\"", "AmlCompute\""), 400, "ComputeTypeUnsupported");
    assertRefused(BODY.replace("resourceId", "other"), 400, "ResourceIdMissing");
    assertRefused(BODY.replace(Rig.CLUSTER, "c1"), 400, "InvalidResourceId");
    assertRefused(BODY.replace(Rig.CLUSTER, Rig.CLUSTER + "9"), 404, "ClusterNotFound");
    assertRefused(BODY.replace("team-a", "Team_A"), 400, "NamespaceInvalid");
  }

  private void assertRefused(String body, int status, String code) {
    var refused = rig.call("PUT", COMPUTE, body);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.nextStep()).isNotEmpty();
  }

  @Test
  void whatIsInUseStays() {
    rig.call("PUT", COMPUTE, BODY);

    Answer cluster = rig.call("DELETE", Rig.CLUSTER, "");
    Answer workspace = rig.call("DELETE", Rig.WORKSPACE, "");

    assertThat(cluster.status()).isEqualTo(409);
    assertThat(cluster.code()).isEqualTo("ClusterInUse");
    assertThat(workspace.code()).isEqualTo("WorkspaceHasComputes");
  }
}
