package dev.mooring.blob;

/**
 * A part of a block blob.
 *
 * @param id base64, as its writer chose it
 * @param size bytes
 */
public record Block(String id, long size) {}
