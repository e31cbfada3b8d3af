package dev.mooring.cli.job;

import java.util.Map;
import java.util.Set;

/** The fields of a command job, as {@code az ml} names them; {@code resources} has two of ours. */
final class CommandJob {
  private static final Schema.Text TEXT = new Schema.Text();
  private static final Schema TEXTS = named(TEXT);

  private static final Schema AMOUNTS = new Schema.Named(Schema.Named.RESOURCE, TEXT);

  private static final Schema.Fields IMAGE =
      new Schema.Fields(Map.of("image", TEXT), Set.of("image"));

  private static final Schema.Fields DATA =
      new Schema.Fields(
          Map.of("type", new Schema.Word(Set.of("uri_folder", "uri_file")), "path", TEXT),
          Set.of("path"));

  private static final Schema.Fields OUTPUT =
      new Schema.Fields(Map.of("type", new Schema.Word(Set.of("uri_folder"))), Set.of());

  private static final Schema.Fields DISTRIBUTION =
      new Schema.Fields(
          Map.of(
              "type",
              new Schema.Word(Set.of("pytorch")),
              "process_count_per_instance",
              new Schema.Whole(1)),
          Set.of("type"));

  private static final Schema.Fields RESOURCES =
      new Schema.Fields(
          Map.of(
              "instance_count", new Schema.Whole(1),
              "instance_type", TEXT,
              "requests", AMOUNTS,
              "limits", AMOUNTS),
          Set.of());

  private static final Schema.Fields LIMITS =
      new Schema.Fields(Map.of("timeout", new Schema.Whole(1)), Set.of());

  static final Schema.Fields FILE =
      new Schema.Fields(
          Map.ofEntries(
              Map.entry("$schema", TEXT),
              Map.entry("type", new Schema.Word(Set.of("command"))),
              Map.entry("name", TEXT),
              Map.entry("display_name", TEXT),
              Map.entry("description", TEXT),
              Map.entry("experiment_name", TEXT),
              Map.entry("tags", TEXTS),
              Map.entry("command", TEXT),
              Map.entry("code", TEXT),
              Map.entry("environment", new Schema.Either(TEXT, IMAGE)),
              Map.entry("compute", TEXT),
              Map.entry("inputs", named(new Schema.Either(TEXT, DATA))),
              Map.entry("outputs", named(OUTPUT)),
              Map.entry("distribution", DISTRIBUTION),
              Map.entry("resources", RESOURCES),
              Map.entry("limits", LIMITS),
              Map.entry("environment_variables", TEXTS),
              Map.entry("properties", TEXTS)),
          Set.of("command", "environment", "compute"));

  private CommandJob() {}

  private static Schema named(Schema value) {
    return new Schema.Named(Schema.Named.WORD, value);
  }
}
