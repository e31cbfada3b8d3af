/**
 * What travels: which request means which operation, its headers and conditions, the XML of the
 * answers. Must not know how blobs are stored nor how requests are signed.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.blob.wire;
