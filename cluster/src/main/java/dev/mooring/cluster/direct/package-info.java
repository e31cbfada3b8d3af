/**
 * Writes at the API server that cost little, for those who write thousands: HTTP/1.1 as far as that
 * takes, over connections that are kept, read by the thread that waits for the answer. Must not
 * know what is written.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.direct;
