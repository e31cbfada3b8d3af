package dev.mooring.cli;

import dev.mooring.images.Training;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** By the image's name. */
final class TrainingConverter implements ITypeConverter<Training> {
  @Override
  public Training convert(String value) {
    return Arrays.stream(Training.values())
        .filter(training -> training.image().equals(value))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "there is no image '%s'; there are %s"
                    .formatted(
                        value,
                        Arrays.stream(Training.values())
                            .map(Training::image)
                            .collect(Collectors.joining(", ")))));
  }
}
