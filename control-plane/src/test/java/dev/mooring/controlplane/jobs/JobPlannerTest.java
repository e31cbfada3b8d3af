package dev.mooring.controlplane.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.api.Problem;
import dev.mooring.api.agent.Distribution;
import dev.mooring.api.agent.Launch;
import dev.mooring.controlplane.agents.World;
import dev.mooring.store.Row;
import dev.mooring.testkit.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobPlannerTest {
  private final MemoryStore store = new MemoryStore();
  private final JobPlanner planner =
      new JobPlanner(
          store.resources()::find,
          (place, permissions, validity) ->
              "%s/%s(%s)?%s&%d"
                  .formatted(
                      place.account(),
                      place.container(),
                      place.path(),
                      permissions,
                      validity.toDays()),
          new LaunchSettings("mooring.internal/launcher:1", "CA"));

  @BeforeEach
  void make() {
    World.make(store, Row.State.SUCCEEDED);
  }

  private Planned plan(String name, String properties) {
    var id = World.submit(store, name, properties);
    return planner.plan(store.resources().find(id).orElseThrow());
  }

  private Planned.Ready ready(String properties) {
    return (Planned.Ready) plan("j", properties);
  }

  private static String with(String fields) {
    var plain = World.plain().strip();
    return plain.substring(0, plain.length() - 1) + ", " + fields + "}";
  }

  @Test
  void aFullJobIsTranslatedWhole() {
    var plan =
        ready(
            with("""
            'experimentName': 'digits',
            'inputs': {'lr': {'jobInputType': 'literal', 'value': '0.1'},
                       'd': {'jobInputType': 'uri_folder', 'uri': 'azureml://datastores/workspaceblobstore/paths/data'},
                       'f': {'jobInputType': 'uri_file', 'uri': 'https://moorabcdef0123.blob.core.mooring.internal:8443/box/a/b.csv'}},
            'outputs': {'m': {'jobOutputType': 'uri_folder'}, 'default': {'jobOutputType': 'uri_folder'}},
            'distribution': {'distributionType': 'PyTorch', 'processCountPerInstance': 2},
            'resources': {'instanceCount': 3, 'requests': {'cpu': '2'}, 'limits': {'nvidia.com/gpu': 1}},
            'environmentVariables': {'A': 'b', 'AZUREML_RUN_ID': 'forged'},
            'limits': {'jobLimitsType': 'Command', 'timeout': 'P10D'}
            """)
                .replace(
                    "'python train.py'",
                    "'python t.py ${{inputs.lr}} ${{ inputs.d }} ${{outputs.m}}'"));
    assertThat(plan.namespace()).isEqualTo("team-a");
    assertThat(plan.name()).isEqualTo("j");
    assertThat(plan.job().id()).isEqualTo(World.job("j").key());
    var spec = plan.job().spec();
    assertThat(spec.image()).isEqualTo("python:3.11");
    assertThat(spec.command()).isEqualTo("python t.py 0.1 /mooring/inputs/d /mooring/outputs/m");
    assertThat(spec.instanceCount()).isEqualTo(3);
    assertThat(spec.processesPerInstance()).isEqualTo(2);
    assertThat(spec.distribution()).isEqualTo(Distribution.PYTORCH);
    assertThat(spec.requests()).isEqualTo(Map.of("cpu", "2"));
    assertThat(spec.limits()).isEqualTo(Map.of("nvidia.com/gpu", "1"));
    assertThat(spec.timeoutSeconds()).contains(Duration.ofDays(10).toSeconds());
    assertThat(spec.launcherImage()).isEqualTo("mooring.internal/launcher:1");
    assertThat(spec.environment())
        .containsEntry("A", "b")
        .containsEntry("AZUREML_RUN_ID", "j")
        .containsEntry("AZUREML_ARM_WORKSPACE_NAME", "main")
        .containsEntry("AZUREML_EXPERIMENT_NAME", "digits");
    var launch = plan.job().launch();
    assertThat(launch.code())
        .contains(new Launch.Blobs("moorabcdef0123/code-1(src)?rl&11", "src/"));
    assertThat(launch.inputs())
        .containsExactlyInAnyOrder(
            new Launch.Input(
                "d", "folder", "moorabcdef0123/azureml-blobstore(data)?rl&11", "data/"),
            new Launch.Input("f", "file", "moorabcdef0123/box()?rl&11", "a/b.csv"));
    assertThat(launch.artifacts())
        .isEqualTo(
            new Launch.Blobs(
                "moorabcdef0123/azureml(ExperimentRun/dcid.j/)?racwl&11", "ExperimentRun/dcid.j/"));
    assertThat(launch.outputs()).isEqualTo(List.of(new Launch.Output("m")));
  }

  @Test
  void aPlainJobGetsALittle() {
    var spec = ready(World.plain()).job().spec();
    assertThat(spec.requests()).isEqualTo(Map.of("cpu", "100m", "memory", "512Mi"));
    assertThat(spec.limits()).isEmpty();
    assertThat(spec.instanceCount()).isEqualTo(1);
    assertThat(spec.distribution()).isEqualTo(Distribution.NONE);
    assertThat(spec.timeoutSeconds()).isEqualTo(Optional.empty());
  }

  @Test
  void anInstanceTypeOfTheComputeGivesItsAmounts() {
    World.put(
        store,
        World.COMPUTE,
        """
        {'resourceId': '%s', 'properties': {'namespace': 'team-a', 'instanceTypes':
          {'big': {'nodeSelector': {'pool': 'b'}, 'resources': {'requests': {'cpu': '8'}, 'limits': {'cpu': '8'}}}}}}
        """
            .formatted(World.CLUSTER),
        Row.State.SUCCEEDED);
    var spec = ready(with("'resources': {'instanceType': 'big'}")).job().spec();
    assertThat(spec.requests()).isEqualTo(Map.of("cpu", "8"));
    assertThat(spec.nodeSelector()).isEqualTo(Map.of("pool", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'jobType': 'Sweep'| JobTypeUnsupported",
        "'environmentId': '/no/id/at'| EnvironmentNotFound",
        "'codeId': '/a/b/c/d'| CodeNotFound",
        "'computeId': '/a/b/c/d'| ComputeNotFound",
        "'command': 'x ${{inputs.no}}'| ReferenceUnknown",
        "'distribution': {'distributionType': 'Mpi'}| DistributionUnsupported",
        "'resources': {'instanceType': 'gpu'}| InstanceTypeNotFound",
        "'resources': {'instanceCount': 0}| ValueInvalid",
        "'limits': {'timeout': 'an hour'}| ValueInvalid",
        "'inputs': {'i': {'jobInputType': 'mltable', 'uri': 'x'}}| InputUnsupported",
        "'inputs': {'i': {'jobInputType': 'uri_file'}}| InputUnsupported",
        "'inputs': {'i': {'jobInputType': 'uri_file', 'uri': 'ftp://a/b'}}| UriUnsupported",
        "'inputs': {'i': {'jobInputType': 'uri_file', 'uri': 'azureml://datastores/no/paths/x'}}| DatastoreNotFound",
        "'outputs': {'o': {'jobOutputType': 'uri_folder', 'uri': 'azureml://datastores/a/paths/b'}}| OutputUnsupported"
      },
      quoteCharacter = '~')
  void whatCannotBeCarriedOutSaysWhyAndWhatToDo(String field, String code) {
    // The last of two fields of a name counts.
    var problem = ((Planned.Refused) plan("j", with(field))).problem();
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.nextStep()).isNotBlank();
  }

  @Test
  void aComputeThatIsNotThereYetIsWaitedFor() {
    World.compute(store, World.COMPUTE, "team-a", Row.State.UPDATING);
    assertThat(plan("j", World.plain())).isInstanceOf(Planned.Waits.class);
    World.compute(store, World.COMPUTE, "team-a", Row.State.FAILED);
    assertThat(plan("j", World.plain())).isInstanceOf(Planned.Waits.class);
    World.compute(store, World.COMPUTE, "team-a", Row.State.DELETING);
    assertThat(plan("j", World.plain()))
        .isInstanceOfSatisfying(
            Planned.Refused.class,
            refused ->
                assertThat(refused.problem())
                    .extracting(Problem::code)
                    .isEqualTo("ComputeDetached"));
  }

  @ParameterizedTest
  @CsvSource({
    "quirky_fox_1, quirky-fox-1-",
    "Train, train-",
    "1st, st-",
    "___, job-",
    "a123456789b123456789c123456789d123456789e123456789f, a123456789b123456789c123456789d123456789e-"
  })
  void aNameThatCannotBeOneThereIsMadeFitAndStaysItsOwn(String name, String start) {
    var made = ClusterName.of(World.job(name));
    assertThat(made).startsWith(start).hasSizeLessThanOrEqualTo(50).matches("[a-z][-a-z0-9]*");
    assertThat(made)
        .isEqualTo(ClusterName.of(World.job(name)))
        .isNotEqualTo(ClusterName.of(World.job(name + "x")));
  }

  @Test
  void aNameThatIsFitStays() {
    assertThat(ClusterName.of(World.job("train-1"))).isEqualTo("train-1");
  }
}
