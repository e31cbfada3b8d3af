/**
 * The Azure Blob protocol over a storage backend: containers, block and append blobs, ranges,
 * listings, signatures. Must not know who stores what, and no HTTP server.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.blob;
