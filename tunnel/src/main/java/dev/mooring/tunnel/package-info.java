/**
 * Calls the other way round: the agent dials out with mTLS and then serves HTTP/2 on that
 * connection. Must not know what is called.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.tunnel;
