package dev.mooring.store;

import java.util.Optional;

/**
 * What came of a write.
 *
 * @param created it was not there before
 * @param operation if the draft asked for one
 */
public record Written(Row row, boolean created, Optional<Operation> operation) {}
