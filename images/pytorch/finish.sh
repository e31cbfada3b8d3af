#!/bin/sh
# mmdebstrap's customize hook; $1 is the new root. Configures it and removes what a training cannot reach.
set -eu
root=$1
lib=$root/usr/lib/x86_64-linux-gnu

"$(dirname "$0")/../debian/configure.sh" "$root"

# libblas.so.3, liblapack.so.3 and libopenblas.so.0 are alternatives in Debian, links made at configuration.
echo /usr/lib/x86_64-linux-gnu/openblas-pthread > "$root/etc/ld.so.conf.d/openblas.conf"
ldconfig -r "$root"

# Files for building against the packages and for testing them.
rm -rf "$root/usr/include" "$root/usr/lib/libtorch-test" "$root/usr/lib/gcc" "$lib/cmake" "$lib/pkgconfig" \
  "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/info"
find "$root/usr/lib" -name '*.a' -delete
# Test programs, a second copy of numpy that is on no path, and tables of sympy's experimental integrator.
find "$root/usr/lib/python3/dist-packages/torch/bin" -type f ! -name torch_shm_manager -delete
rm -rf "$root/usr/lib/python3.11/dist-packages" "$root/usr/lib/python3/dist-packages/sympy/integrals/rubi"
find "$root/usr/lib/python3/dist-packages" "$root/usr/lib/python3.11" -type d \( -name tests -o -name __pycache__ \) \
  -prune -exec rm -rf {} +
# Data of programs and plugins that nothing here starts: windows, fonts, cameras, maps, character sets of iconv.
rm -rf "$root/usr/share/X11" "$root/usr/share/fonts" "$root/usr/share/icons" "$root/usr/share/mime" \
  "$root/usr/share/iso-codes" "$root/usr/share/xml" "$root/usr/share/gdal" "$root/usr/share/gdcm-3.0" \
  "$root/usr/share/libwacom" "$root/usr/share/libdrm" "$root/usr/share/zoneinfo/right" "$lib/gconv" "$lib/qt5" \
  "$lib/dri" "$lib/gdal" "$lib/libgphoto2" "$lib/libgphoto2_port" "$lib/mfx" "$lib/ogdi" "$lib/odbc" "$lib/perl-base" \
  "$root/usr/lib/udev" "$root/usr/lib/systemd" "$root/etc/fonts" "$root/etc/X11" "$root/etc/systemd" "$root/etc/init.d"

# Shared libraries that no program and no Python module here reaches. Name service is loaded by name.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib/python3" "$root/usr/lib/python3.11" -xtype f \
  \( -name '*.so' -o -perm /111 \) > "$work/roots"
while read -r file; do
  chroot "$root" /lib64/ld-linux-x86-64.so.2 --list "${file#"$root"}" 2> /dev/null || true
done < "$work/roots" | awk -v root="$root" '$2 == "=>" { print root $3 }' | sort -u > "$work/needed"
cat "$work/roots" "$work/needed" | xargs realpath | sort -u > "$work/used"
find "$(realpath "$lib")" -type f -name '*.so*' ! -name 'ld-linux*' ! -name 'libnss_*' | sort > "$work/all"
comm -13 "$work/used" "$work/all" | xargs -r rm
find "$lib" -xtype l -delete
ldconfig -r "$root"
rm -rf "$root/var/cache/ldconfig"

# torchrun of PyTorch 1.13 on Python 3.11, which no longer counts the member for zero when it lists a flag's members.
launch=$root/usr/lib/python3/dist-packages/torch/distributed/elastic/multiprocessing/api.py
sed -i 's/for s in Std:/for s in Std.__members__.values():/' "$launch"

# Once here instead of at each start: the root file system of a pod is read-only. By content, because the image's
# files have other times than these. Without what a training seldom loads; some of that is not meant to compile.
chroot "$root" python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash \
  -x '/(sympy|hypothesis|future|lib2to3|caffe2|testing)/' /usr/lib/python3/dist-packages /usr/lib/python3.11
# What was removed must not be missed.
chroot "$root" python3 -c 'import torch.distributed, sklearn.datasets; assert torch.distributed.is_gloo_available()'
chroot "$root" python3 -c 'from torch.distributed.elastic.multiprocessing import Std; assert Std.from_str("0") == Std.NONE'
