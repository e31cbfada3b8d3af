package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How torchrun lets workers come and go.
 *
 * @param minReplicas fewest workers that the training goes on with
 * @param maxReplicas most workers
 * @param rdzvBackend c10d when not given
 * @param rdzvHost Worker 0 when not given
 * @param rdzvPort the workers' port when not given
 * @param rdzvId which rendezvous; torchrun's own default when not given
 * @param rdzvConf more of the rendezvous
 * @param standalone the rendezvous is local to a pod
 * @param nProcPerNode deprecated by upstream; overrides spec.nprocPerNode
 * @param maxRestarts how often torchrun restarts its workers
 * @param metrics of autoscaling/v2; where there are some, a HorizontalPodAutoscaler scales the
 *     workers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
    message = "must not be more than maxReplicas",
    fieldPath = ".minReplicas")
public record ElasticPolicy(
    @Min(1) @Nullable Integer minReplicas,
    @Min(1) @Nullable Integer maxReplicas,
    @Nullable RdzvBackend rdzvBackend,
    @Nullable String rdzvHost,
    @Min(1) @Max(65_535) @Nullable Integer rdzvPort,
    @Nullable String rdzvId,
    @Nullable List<RdzvConf> rdzvConf,
    @Nullable Boolean standalone,
    @JsonProperty("nProcPerNode") @Min(1) @Nullable Integer nProcPerNode,
    @Min(0) @Nullable Integer maxRestarts,
    @Nullable List<MetricSpec> metrics) {

  public ElasticPolicy {
    rdzvConf = rdzvConf == null ? null : List.copyOf(rdzvConf);
    metrics = metrics == null ? null : List.copyOf(metrics);
  }

  /** Where workers meet, in torchrun's words. */
  public enum RdzvBackend {
    @JsonProperty("c10d")
    C10D,
    @JsonProperty("etcd")
    ETCD,
    @JsonProperty("etcd-v2")
    ETCD_V2
  }

  /** One setting of the rendezvous. */
  public record RdzvConf(@Nullable String key, @Nullable String value) {}
}
