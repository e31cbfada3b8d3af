#!/bin/sh
# Part of a customize hook; $1 is the new root. The packages are unpacked, not configured: this does what of their
# configuration every container needs.
set -eu
root=$1
# Accounts and name service as the packages' own scripts would make them.
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
cp "$root/usr/share/libc-bin/nsswitch.conf" "$root/etc/nsswitch.conf"
echo 'mooring:x:65532:65532:Mooring:/tmp:/usr/sbin/nologin' >> "$root/etc/passwd"
echo 'mooring:x:65532:' >> "$root/etc/group"
mkdir -p "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/work"
# The name that most training scripts and manifests call it by.
ln -sf python3 "$root/usr/bin/python"
