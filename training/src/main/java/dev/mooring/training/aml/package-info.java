/**
 * AmlJob: the training job that it becomes (plan), what that one's state means for it (judge), and
 * what follows. Must not know a Kubernetes client, a clock, a logger or a thread, nor how a
 * training job becomes pods.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training.aml;
