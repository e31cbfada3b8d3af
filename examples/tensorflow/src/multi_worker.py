#!/usr/bin/env python3
"""Fits a line in several workers at once with MultiWorkerMirroredStrategy.

TF_CONFIG, as the operator sets it, says who this worker is. The points lie on y = 3x + 2, so every
worker has to find the same slope and intercept.
"""

import os
import sys

import numpy as np
import tensorflow as tf


def main() -> int:
    if os.environ.get("TF_USE_LEGACY_KERAS") != "1":
        print("set TF_USE_LEGACY_KERAS=1: fit of Keras 3 does not work under this strategy", file=sys.stderr)
        return 2
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    task = strategy.cluster_resolver.task_id
    x = np.linspace(-1, 1, 256, dtype=np.float32).reshape(-1, 1)
    points = tf.data.Dataset.from_tensor_slices((x, 3 * x + 2)).shuffle(256, seed=7).repeat().batch(32)
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
        model.compile(optimizer=tf.keras.optimizers.SGD(0.2), loss="mse")
    model.fit(points.with_options(options), epochs=5, steps_per_epoch=20, verbose=0)
    slope, intercept = (float(weight.numpy().item()) for weight in model.trainable_weights)
    print(f"worker {task} of {strategy.num_replicas_in_sync}: y = {slope:.3f}x + {intercept:.3f}", flush=True)
    if abs(slope - 3) > 0.05 or abs(intercept - 2) > 0.05:
        print("that is not the line", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
