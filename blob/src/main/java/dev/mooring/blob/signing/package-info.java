/**
 * Who may do what: shared access signatures, shared keys, bearer tokens. Must not know how blobs
 * are stored.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.blob.signing;
