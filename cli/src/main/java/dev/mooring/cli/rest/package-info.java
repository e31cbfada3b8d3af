/**
 * The platform's REST API and blobs, as a client of both sees them: tokens, errors with their next
 * step, long-running operations, signed URLs. Must not know commands, job files and this machine.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cli.rest;
