#!/bin/sh
# mmdebstrap's setup hook; $1 is the new root, $2 the recipe. Declares the packages of its file leave-out and of ours as
# present, and makes the folders without which mmdebstrap does not mount what Python looks for in /proc.
set -eu
mkdir -p "$1/proc" "$1/sys"
cat "$(dirname "$0")/leave-out" "$2/leave-out" | grep -v '^#' | while read -r package; do
  printf 'Package: %s\nStatus: hold ok installed\nArchitecture: amd64\nMulti-Arch: foreign\n' "$package"
  printf 'Maintainer: Mooring\nVersion: 9999\nDescription: left out\n\n'
done >> "$1/var/lib/dpkg/status"
