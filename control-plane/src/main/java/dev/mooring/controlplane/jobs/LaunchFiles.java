package dev.mooring.controlplane.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.agent.Launch;
import dev.mooring.api.agent.Launch.Blobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of a job come from and go to, with the signatures for it.
 *
 * @param validity of the signatures
 * @param ca certificates that the storage's is signed by, PEM
 */
record LaunchFiles(Lookup lookup, SasSource sas, Duration validity, String ca) {
  private static final String READ = "rl";
  private static final String WRITE = "racwl";
  private static final String ARTIFACTS = "azureml";

  /** The outputs folder of every job, which needs no declaration. */
  private static final String DEFAULT_OUTPUT = "default";

  Launch launch(String job, JsonNode properties) throws UnfitException {
    var own = new BlobPlace(lookup.account(), ARTIFACTS, "ExperimentRun/dcid.%s/".formatted(job));
    var artifacts = new Blobs(sas.sign(own, WRITE, validity), own.path());
    return new Launch(
        job, code(properties), inputs(properties), artifacts, outputs(properties), ca);
  }

  private Optional<Blobs> code(JsonNode properties) throws UnfitException {
    var id = Fields.text(properties, "codeId");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    var uri = Fields.text(lookup.row(id.get(), "Code").properties(), "codeUri");
    if (uri.isEmpty()) {
      throw new UnfitException(
          "CodeNotUploaded",
          "Code %s has no codeUri".formatted(id.get()),
          "Upload the code and submit the job again");
    }
    var place = lookup.place(uri.get());
    return Optional.of(new Blobs(read(place), place.folder()));
  }

  private String read(BlobPlace place) {
    return sas.sign(place.isFolder() ? place : place.whole(), READ, validity);
  }

  private List<Launch.Input> inputs(JsonNode properties) throws UnfitException {
    var inputs = new ArrayList<Launch.Input>();
    for (var entry : properties.path("inputs").properties()) {
      var input = entry.getValue();
      var type = Fields.text(input, "jobInputType").orElse("uri_folder");
      switch (type) {
        case "literal" -> {}
        case "uri_folder" -> {
          var place = lookup.place(uri(entry.getKey(), input));
          inputs.add(new Launch.Input(entry.getKey(), "folder", read(place), place.folder()));
        }
        case "uri_file" -> {
          var place = lookup.place(uri(entry.getKey(), input));
          inputs.add(new Launch.Input(entry.getKey(), "file", read(place.whole()), place.path()));
        }
        default ->
            throw new UnfitException(
                "InputUnsupported",
                "Input '%s' is of type %s".formatted(entry.getKey(), type),
                "Use a literal, uri_folder or uri_file");
      }
    }
    return inputs;
  }

  private static String uri(String name, JsonNode input) throws UnfitException {
    return Fields.text(input, "uri")
        .orElseThrow(() ->
            new UnfitException(
                "InputUnsupported",
                "Input '%s' has no uri".formatted(name),
                "Say where it lies: azureml://datastores/<name>/paths/<path>"));
  }

  private static List<Launch.Output> outputs(JsonNode properties) throws UnfitException {
    var outputs = new ArrayList<Launch.Output>();
    for (var entry : properties.path("outputs").properties()) {
      if (Fields.text(entry.getValue(), "uri").isPresent()) {
        throw new UnfitException(
            "OutputUnsupported",
            "Output '%s' asks for a place of its own".formatted(entry.getKey()),
            "Leave its path out; it is then kept with the job, under named-outputs/"
                + entry.getKey());
      }
      if (!entry.getKey().equals(DEFAULT_OUTPUT)) {
        outputs.add(new Launch.Output(entry.getKey()));
      }
    }
    return outputs;
  }

  /** What stands for each reference in the command. */
  static Map<String, String> values(JsonNode properties) {
    var values = new HashMap<String, String>();
    for (var entry : properties.path("inputs").properties()) {
      var literal = "literal".equals(entry.getValue().path("jobInputType").asText(""));
      values.put(
          "inputs." + entry.getKey(),
          literal
              ? entry.getValue().path("value").asText("")
              : "/mooring/inputs/" + entry.getKey());
    }
    for (var entry : properties.path("outputs").properties()) {
      values.put(
          "outputs." + entry.getKey(),
          entry.getKey().equals(DEFAULT_OUTPUT)
              ? "/mooring/code/outputs"
              : "/mooring/outputs/" + entry.getKey());
    }
    return values;
  }
}
