/**
 * Builds what Mooring runs: the Kubernetes binary, the Java modules, the container images, without
 * a container engine.
 *
 * <p>Each {@link dev.mooring.images.Product} has a {@link dev.mooring.images.Key}, the hash of all
 * that it is made of, and is published once under it ({@link dev.mooring.images.Cache}). What does
 * not depend on each other is built in parallel ({@link dev.mooring.images.Graph}). Knows nothing
 * of clusters, and nothing but the JDK: {@code ./moor} compiles it before Maven has fetched
 * anything.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.images;
