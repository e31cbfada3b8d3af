/** Load for the API server, and what it makes of it. Must not know what the figures are for. */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.bench;
