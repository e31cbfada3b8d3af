/**
 * The storage accounts of workspaces: their names, keys, containers and signed addresses. Only
 * {@code BlobHost} knows the module that keeps the blobs.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.storage;
