/**
 * The only module that holds a Kubernetes client: how a component reaches the API server, watches,
 * leads and writes.
 *
 * <p>It carries out what the pure modules decided and hands them what it saw, as plain Kubernetes
 * objects and records. Must not decide anything about jobs or gangs, and must not know the agent's
 * components.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster;
