/**
 * Blobs as files: how their names become paths, how a write becomes whole and lasting, who may
 * write now. Must not know HTTP.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.blob.directory;
