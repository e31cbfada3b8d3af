#!/bin/sh
# mmdebstrap's customize hook; $1 is the new root. Configures it and adds TensorFlow.
set -eu
root=$1
here=$(dirname "$0")
lib=$root/usr/local/lib/python3.11/dist-packages

"$here/../debian/configure.sh" "$root"

mkdir -p "$lib"
python3.11 -m pip install --quiet --no-cache-dir --no-compile --no-deps --target "$lib" \
  --python-version 3.11 --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
  --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --platform any --only-binary=:all: \
  --root-user-action=ignore -r "$here/requirements.txt"
# Files for building against TensorFlow and for testing it.
rm -rf "$lib/tensorflow/include" "$lib/bin" "$root/usr/include"
find "$root/usr/lib" "$lib" -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
ldconfig -r "$root"
rm -rf "$root/var/cache/ldconfig"
# Once here instead of at each start, as of the PyTorch image.
chroot "$root" python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash \
  -x '/(lib2to3|compiler|lite)/' /usr/local/lib/python3.11/dist-packages /usr/lib/python3.11
# What was removed must not be missed.
chroot "$root" env TF_USE_LEGACY_KERAS=1 python3 -c 'import tensorflow; tensorflow.keras.layers.Dense(1)'
