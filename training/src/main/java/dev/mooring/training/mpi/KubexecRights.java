package dev.mooring.training.mpi;

import dev.mooring.training.Extra;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.manifest.Owners;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What lets the launcher run commands in the workers of its job, and in no other pod; it goes when
 * the job has ended.
 */
final class KubexecRights {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private KubexecRights() {}

  /** The user's own account gets the rights where the launcher's template names one. */
  static String account(JobRef job, PodTemplateSpec launcher) {
    var own = launcher.getSpec().getServiceAccountName();
    return own == null || own.isEmpty() ? Hosts.launcher(job) : own;
  }

  private static List<PolicyRule> rules(JobRef job, int workers) {
    var rules = new ArrayList<PolicyRule>();
    rules.add(
        new PolicyRuleBuilder()
            .withApiGroups("")
            .withResources("pods")
            .withVerbs("get", "list", "watch")
            .build());
    // A rule without names would be about every pod of the namespace.
    if (workers > 0) {
      rules.add(
          new PolicyRuleBuilder()
              .withApiGroups("")
              .withResources("pods/exec")
              .withResourceNames(
                  IntStream.range(0, workers).mapToObj(index -> Hosts.worker(job, index)).toList())
              // A WebSocket is asked for with get, and newer API servers want create too.
              .withVerbs("get", "create")
              .build());
    }
    return rules;
  }

  static List<Extra> of(JobPlan plan, PodTemplateSpec launcher, int workers) {
    var name = Hosts.launcher(plan.job());
    var account = account(plan.job(), launcher);
    var rights = new ArrayList<Extra>();
    if (account.equals(name)) {
      rights.add(
          new Extra.Once(
              new ServiceAccountBuilder().withMetadata(Owners.metadata(plan, name)).build(),
              Extra.Lifetime.ACTIVE));
    }
    var role =
        new RoleBuilder()
            .withMetadata(Owners.metadata(plan, name))
            .withRules(rules(plan.job(), workers))
            .build();
    var binding =
        new RoleBindingBuilder()
            .withMetadata(Owners.metadata(plan, name))
            .withNewRoleRef(RBAC, "Role", name)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName(account)
            .withNamespace(plan.job().namespace())
            .endSubject()
            .build();
    rights.add(new Extra.Kept(role, Extra.Lifetime.ACTIVE));
    rights.add(new Extra.Kept(binding, Extra.Lifetime.ACTIVE));
    return rights;
  }
}
