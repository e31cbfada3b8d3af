#!/bin/sh
# mmdebstrap's customize hook; $1 is the new root. Configures it, OpenMPI's commands and the SSH server.
set -eu
root=$1
here=$(dirname "$0")

"$here/../debian/configure.sh" "$root"

# Alternatives in Debian, links made at configuration.
ln -sf /usr/bin/mpirun.openmpi "$root/usr/bin/mpirun"
ln -sf /usr/bin/mpiexec.openmpi "$root/usr/bin/mpiexec"
for library in blas lapack; do
  echo "/usr/lib/x86_64-linux-gnu/$library" >> "$root/etc/ld.so.conf.d/$library.conf"
done

# The server of a worker lets in whoever has the job's key, and nobody else. Its own keys are made here: the clients
# have no way to know them, and a worker is found by its name in the cluster.
echo 'sshd:x:100:65534::/run/sshd:/usr/sbin/nologin' >> "$root/etc/passwd"
mkdir -p "$root/run/sshd" "$root/root/.ssh" "$root/etc/ssh/sshd_config.d" "$root/etc/ssh/ssh_config.d"
chmod 700 "$root/root" "$root/root/.ssh"
cp "$root/usr/share/openssh/sshd_config" "$root/etc/ssh/sshd_config"
cat > "$root/etc/ssh/sshd_config.d/mooring.conf" << 'END'
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
# The key is mounted, and the kubelet's modes are not a home's.
StrictModes no
END
# Jobs that do not run as root run as this account, with a server of its own: sshd -De -f /home/mpiuser/.sshd_config, as
# manifests for upstream's images have it.
home=$root/home/mpiuser
echo 'mpiuser:x:1000:1000:MPI:/home/mpiuser:/bin/sh' >> "$root/etc/passwd"
echo 'mpiuser:x:1000:' >> "$root/etc/group"
mkdir -p "$home/.ssh"
chroot "$root" ssh-keygen -q -t ed25519 -N '' -C mpiuser -f /home/mpiuser/.ssh_host_key
cat > "$home/.sshd_config" << 'END'
Port 2222
HostKey /home/mpiuser/.ssh_host_key
PidFile /home/mpiuser/.sshd.pid
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
END
chown -R 1000:1000 "$home"
cat > "$root/etc/ssh/ssh_config.d/mooring.conf" << 'END'
Match localuser mpiuser
  Port 2222
Host *
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
END
chroot "$root" ssh-keygen -A

rm -rf "$root/usr/include"
ldconfig -r "$root"
rm -rf "$root/var/cache/ldconfig"
chroot "$root" python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash \
  -x '/(lib2to3|tests)/' /usr/lib/python3/dist-packages /usr/lib/python3.11
chroot "$root" sshd -t
chroot "$root" sshd -t -f /home/mpiuser/.sshd_config
chroot "$root" mpirun.mpich --version > /dev/null
chroot "$root" mpirun --version > /dev/null
chroot "$root" python3 -c 'import numpy, mpi4py'
