/**
 * The Azure Blob protocol over a storage backend: containers, block and append blobs, ranges,
 * listings, signatures. Here are what a host gives ({@link dev.mooring.blob.BlobExchange}, {@link
 * dev.mooring.blob.Accounts}), the port to storage and its values. Must not know who stores what,
 * and no HTTP server.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.blob;
