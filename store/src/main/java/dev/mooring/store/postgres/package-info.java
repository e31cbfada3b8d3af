/**
 * The ports over PostgreSQL. All times are the database's, so that replicas need not agree on
 * theirs. Must not know what a resource means.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.store.postgres;
