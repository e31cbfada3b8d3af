/**
 * What Kubernetes stores: our custom resources as records, from which the build generates the CRD
 * YAML in {@code META-INF/fabric8}.
 *
 * <p>Only fields that the system acts on are in a schema, so that the API server refuses the others
 * by their path instead of the system ignoring them. Must not know a client, a rule of scheduling,
 * or how a job becomes pods.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.crd;
