#!/usr/bin/env python3
"""Adds up the ranks of all processes with mpi4py; each checks the sum.

Fails if the sum is wrong, or if all processes are on one host although there are more.
"""

import os
import socket
import sys

from mpi4py import MPI


def main() -> int:
    world = MPI.COMM_WORLD
    total = world.allreduce(world.rank, op=MPI.SUM)
    hosts = len(set(world.allgather(socket.gethostname())))
    wanted = int(os.environ.get("HOSTS", "2"))
    print(f"rank {world.rank} of {world.size} on {socket.gethostname()}: sum {total}, hosts {hosts}", flush=True)
    if total != world.size * (world.size - 1) // 2:
        print(f"the sum of {world.size} ranks is not {total}", file=sys.stderr)
        return 1
    if hosts != wanted:
        print(f"the processes are on {hosts} hosts, not on {wanted}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
