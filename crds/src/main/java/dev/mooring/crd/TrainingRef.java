package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * The training job that an AmlJob became, in its namespace.
 *
 * @param kind such as {@code PyTorchJob}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRef(@Required String kind, @Required String name) {}
