package dev.mooring.controlplane.attach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what becomes of computes, and what is seen of their cluster, under a claim. A compute that
 * was asked for anew in the meantime is left to the next run.
 */
record Ledger(Store store, Claim claim) {
  private static final Duration LEASE = Duration.ofSeconds(30);

  void fail(List<Row> rows, Problem problem) {
    write(
        rows,
        row ->
            Draft.of(row)
                .withObserved(Compute.failed(row))
                .with(Row.State.FAILED, Optional.of(problem)));
  }

  void succeed(List<Row> rows, List<AgentPod> pods) {
    write(
        rows,
        row ->
            Draft.of(row)
                .withObserved(Compute.attached(pods))
                .with(Row.State.SUCCEEDED, Optional.empty()));
  }

  void note(List<Row> rows, Function<Row, JsonNode> observed) {
    write(rows, row -> Draft.of(row).withObserved(observed.apply(row)));
  }

  private void write(List<Row> rows, Function<Row, Draft> next) {
    for (var seen : rows) {
      store
          .resources()
          .report(
              new Fence.OfClaim(claim),
              seen.id(),
              row ->
                  row.generation() == seen.generation() && row.state() == seen.state()
                      ? Optional.of(next.apply(row))
                      : Optional.empty());
    }
  }

  /**
   * The cluster's {@code observed} is {@code kubernetesVersion}, as it told it last.
   *
   * @param version as its API server says it: {@code v1.36.3}
   */
  void answered(ResourceId cluster, String version) {
    var seen = JsonNodeFactory.instance.objectNode().put("kubernetesVersion", version);
    store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            cluster,
            row ->
                row.observed().equals(seen)
                    ? Optional.empty()
                    : Optional.of(Draft.of(row).withObserved(seen)));
  }

  void remove(List<Row> rows) {
    rows.forEach(row -> store.resources().remove(new Fence.OfClaim(claim), row.id()));
  }

  /**
   * Goes on only while the claim is ours: what follows cannot be fenced by the store.
   *
   * @throws InterruptedException when it is not
   */
  void hold() throws InterruptedException {
    if (Thread.interrupted() || !store.tasks().renew(claim, LEASE)) {
      throw new InterruptedException("The claim of %s was lost".formatted(claim.subject()));
    }
  }
}
