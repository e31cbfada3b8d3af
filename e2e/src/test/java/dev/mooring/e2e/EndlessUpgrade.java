package dev.mooring.e2e;

import dev.mooring.helm.HelmReleases;
import java.nio.file.Path;

/** A program that upgrades the agent to what never gets ready, for a test to kill. */
final class EndlessUpgrade {
  private EndlessUpgrade() {}

  public static void main(String[] arguments) {
    new HelmReleases(
            Path.of(Lab.setting("MOORING_E2E_KUBECONFIG")), (namespace, release, revision) -> {})
        .deploy(AgentTest.release("\nnodeSelector: {e2e.mooring.dev/no-such-node: \"true\"}\n"));
  }
}
