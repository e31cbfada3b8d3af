package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobFileTest {
  private static final String LEAST =
      """
      command: python3 train.py
      environment: {image: python}
      compute: azureml:local
      """;

  @TempDir private Path folder = Path.of("unset");

  private JobFile parse(String text) {
    return JobFile.parse("job.yml", folder, text, Map.of(), Map.of());
  }

  private static void assertFault(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.kind()).isEqualTo(ProblemException.Kind.REFUSED))
        .hasMessageContaining(message);
  }

  @Test
  void unknownFieldsAreRefusedByTheirPathWithAGuess() {
    assertFault(
        () -> parse(LEAST + "resources: {instanceCount: 2}\n"),
        "job.yml: resources.instanceCount: unknown field; did you mean instance_count?");
    assertFault(() -> parse(LEAST + "comand: x\n"), "comand: unknown field; did you mean command?");
    assertFault(
        () -> parse(LEAST + "distribution: {type: pytorch, nodes: 2}\n"),
        "distribution.nodes: unknown field; known are process_count_per_instance, type");
  }

  @Test
  void resourcesAreCalledAsKubernetesCallsThem() {
    var job = parse(LEAST + "resources: {limits: {nvidia.com/gpu: 8, cpu: 10m}}\n");
    assertThat(job.tree().path("resources").path("limits").path("nvidia.com/gpu").asText())
        .isEqualTo("8");
    assertFault(() -> parse(LEAST + "inputs: {a/b: c}\n"), "inputs: 'a/b' is not a name");
    assertFault(
        () -> parse(LEAST + "resources: {limits: {'gpu of mine': 1}}\n"),
        "resources.limits: 'gpu of mine' is not a name");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertFault(
        () -> parse("command: x\nresources: {instance_count: 0}\ntype: sweep\n"), "job.yml: ");
    assertThatThrownBy(() -> parse("command: x\nresources: {instance_count: 0}\ntype: sweep\n"))
        .hasMessageContaining("resources.instance_count: 0 is not a whole number of at least 1")
        .hasMessageContaining("type: \"sweep\" is not supported; it can be command")
        .hasMessageContaining("compute: is missing")
        .hasMessageContaining("environment: is missing");
  }

  @Test
  void whatIsNotYamlSaysWhere() {
    assertFault(() -> parse("command: [\n"), "job.yml: line ");
    assertFault(() -> parse("- a\n"), "job.yml: the file: fields (name: value) are needed");
    assertFault(() -> parse(""), "job.yml: the file: fields");
  }

  @Test
  void theImagesVariablesAreFilledAndNoOthers() {
    var text =
        """
        command: echo ${HOME} ${{outputs.model}}
        environment: {image: "${IMAGE}"}
        compute: local
        """;
    var file = JobFile.parse("job.yml", folder, text, Map.of(), Map.of("IMAGE", "a/b:c"));
    assertThat(file.environment()).isEqualTo(new JobFile.Environment.Image("a/b:c"));
    assertThat(file.text("/command")).contains("echo ${HOME} ${{outputs.model}}");
    assertFault(() -> parse(text), "environment.image: IMAGE is not set");
  }

  @Test
  void fieldsCanBeSetFromOutside() {
    var changes =
        Map.of("resources.instance_count", "4", "inputs.lr", "0.10", "environment.image", "other");
    var file = JobFile.parse("job.yml", folder, LEAST, changes, Map.of());
    assertThat(file.tree().at("/resources/instance_count").asInt()).isEqualTo(4);
    assertThat(file.inputs()).containsEntry("lr", new JobFile.Input.Literal("0.10"));
    assertThat(file.environment()).isEqualTo(new JobFile.Environment.Image("other"));
    assertFault(
        () -> JobFile.parse("job.yml", folder, LEAST, Map.of("command.x", "1"), Map.of()),
        "--set command.x: command has no fields");
    assertFault(
        () -> JobFile.parse("job.yml", folder, LEAST, Map.of("resources.count", "1"), Map.of()),
        "resources.count: unknown field; known are instance_count");
  }

  @Test
  void registeredEnvironmentsAreNamedWithTheirVersions() {
    var file = parse("command: x\ncompute: local\nenvironment: azureml:torch:3\n");
    assertThat(file.environment()).isEqualTo(new JobFile.Environment.Registered("torch", "3"));
    assertThat(file.compute()).isEqualTo("local");
    assertFault(
        () -> parse("command: x\ncompute: local\nenvironment: python\n").environment(),
        "environment: 'python' is not azureml:NAME:VERSION; an image is environment: {image: python}");
  }

  @Test
  void localPathsBeginAtTheFileAndMustBeThere() throws IOException {
    var code = Files.createDirectory(folder.resolve("src"));
    Files.writeString(folder.resolve("a.csv"), "1");
    var file =
        parse(
            LEAST
                + """
                code: ./src
                inputs:
                  table: {type: uri_file, path: a.csv}
                  far: {path: azureml://datastores/s/paths/p/}
                  lost: {type: uri_folder, path: ./no}
                """);
    assertThat(file.code()).contains(code);
    assertFault(
        file::inputs, "job.yml: inputs.lost.path: there is no folder " + folder.resolve("no"));
    var good = parse(LEAST + "inputs: {table: {type: uri_file, path: a.csv}}\n");
    assertThat(good.inputs())
        .containsEntry("table", new JobFile.Input.Local("uri_file", folder.resolve("a.csv")));
    assertFault(() -> parse(LEAST + "code: ./srcs\n").code(), "code: there is no folder");
    assertFault(
        () -> parse(LEAST + "inputs: {d: {path: 'azureml:data:1'}}\n").inputs(),
        "data assets are not supported");
  }

  @Test
  void theExamplesAreRight() {
    var examples = Path.of("..", "examples", "digits");
    var image = Map.of("MOORING_IMAGE_PYTORCH", "p:1");
    var train = JobFile.read(examples.resolve("job.yml"), Map.of(), image);
    assertThat(train.code()).isPresent();
    var model = Map.of("inputs.model.path", folder.toString());
    var score = JobFile.read(examples.resolve("score.yml"), model, image);
    assertThat(score.inputs())
        .containsEntry("model", new JobFile.Input.Local("uri_folder", folder));
  }

  @Test
  void namesAreShortWordsWithRandomLetters() {
    var random = new Random(7);
    assertThat(Submission.name(parse(LEAST + "experiment_name: Deep Digits!\n"), random))
        .matches("deep-digits-[a-z0-9]{6}");
    assertThat(Submission.name(parse(LEAST), random)).matches("job-[a-z0-9]{6}");
    assertThat(Submission.name(parse(LEAST + "display_name: '42'\n"), random))
        .matches("job-[a-z0-9]{6}");
  }

  @Test
  void aMissingFileIsNamed() {
    assertFault(
        () -> JobFile.read(folder.resolve("no.yml"), Map.of(), Map.of()), "no.yml cannot be read");
    assertThat(Optional.of(parse(LEAST)).map(JobFile::name)).contains("job.yml");
  }
}
