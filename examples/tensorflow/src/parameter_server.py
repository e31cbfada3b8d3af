#!/usr/bin/env python3
"""Fits a line with ParameterServerStrategy: the chief coordinates, workers compute, servers hold the weights.

All replicas run this script, and TF_CONFIG, as the operator sets it, says which of them this is. The
points lie on y = 3x + 2.
"""

import sys

import tensorflow as tf


def serve(cluster: tf.distribute.cluster_resolver.TFConfigClusterResolver) -> None:
    """Does what the chief says, for ever."""
    tf.distribute.Server(
        cluster.cluster_spec(),
        job_name=cluster.task_type,
        task_index=cluster.task_id,
        protocol="grpc",
        start=True,
    ).join()


def coordinate(cluster: tf.distribute.cluster_resolver.TFConfigClusterResolver) -> tuple[float, float]:
    """Hands out the steps and returns slope and intercept."""
    strategy = tf.distribute.ParameterServerStrategy(cluster)
    coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
    with strategy.scope():
        slope = tf.Variable(0.0)
        intercept = tf.Variable(0.0)

    @tf.function
    def step() -> None:
        x = tf.random.uniform([32], -1, 1)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(slope * x + intercept - (3 * x + 2)))
        for variable, gradient in zip((slope, intercept), tape.gradient(loss, (slope, intercept))):
            variable.assign_sub(0.1 * gradient)

    for _ in range(400):
        coordinator.schedule(step)
    coordinator.join()
    return float(slope.numpy()), float(intercept.numpy())


def main() -> int:
    cluster = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    if cluster.task_type in ("worker", "ps"):
        serve(cluster)
        return 0
    slope, intercept = coordinate(cluster)
    print(f"y = {slope:.3f}x + {intercept:.3f}", flush=True)
    if abs(slope - 3) > 0.05 or abs(intercept - 2) > 0.05:
        print("that is not the line", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
