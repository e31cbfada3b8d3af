#!/usr/bin/env python3
"""Classifies handwritten digits with PyTorch's DistributedDataParallel over gloo.

Every worker runs this script. MASTER_ADDR, MASTER_PORT, WORLD_SIZE and RANK say who it is, as the
PyTorch operator sets them. The data are scikit-learn's 1,797 digits of 8x8 pixels, which are part of
the package: nothing is downloaded. A fifth of them is held out and never trained on.
"""

import argparse
import math
import os
import socket
import sys
import time

import torch
import torch.distributed as dist
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20, help="passes over the training digits")
    parser.add_argument("--batch-size", type=int, default=64, help="digits per step, over all workers together")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=7, help="of the split, the order and the first weights")
    parser.add_argument("--output", metavar="DIR", help="where rank 0 saves model.pt; not saved without it")
    args = parser.parse_args()
    if args.epochs < 1 or args.batch_size < 1:
        parser.error("--epochs and --batch-size must be at least 1")
    return args


def digits(seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels in 0..1 and labels: for training, then held out; the same split in every worker."""
    data = load_digits()
    pixels = torch.tensor(data.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.tensor(data.target, dtype=torch.long)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    held_out, training = order[: len(order) // 5 + 1], order[len(order) // 5 + 1 :]
    return pixels[training], labels[training], pixels[held_out], labels[held_out]


def shard(size: int, epoch: int, seed: int, rank: int, world: int) -> torch.Tensor:
    """This worker's examples of an epoch: one shuffled order for all, every world-th of it.

    The order is filled up from its beginning, so that all workers take the same number of steps and
    none waits for a gradient that never comes.
    """
    order = torch.randperm(size, generator=torch.Generator().manual_seed(seed + epoch))
    missing = -size % world
    return torch.cat([order, order[:missing]])[rank::world]


def network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def train_epoch(model, optimizer, pixels, labels, batch_size: int) -> torch.Tensor:
    """One pass over this worker's examples; returns the sum of their losses and their number."""
    total = torch.zeros(2)
    for batch in torch.arange(len(labels)).split(batch_size):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(pixels[batch]), labels[batch])
        loss.backward()  # averages the gradients over all workers
        optimizer.step()
        total += torch.tensor([loss.item() * len(batch), len(batch)])
    return total


def evaluate(model, pixels, labels, rank: int, world: int) -> tuple[int, int]:
    """Correct answers and questions over all workers, each asking its share."""
    with torch.no_grad():
        answers = model(pixels[rank::world]).argmax(dim=1)
    counts = torch.tensor([(answers == labels[rank::world]).sum().item(), len(answers)])
    dist.all_reduce(counts)
    return int(counts[0]), int(counts[1])


def main() -> int:
    args = arguments()
    torch.set_num_threads(1)  # several workers share a machine's cores
    torch.manual_seed(args.seed)
    dist.init_process_group("gloo", init_method="env://")
    rank, world = dist.get_rank(), dist.get_world_size()
    print(f"start host={socket.gethostname()} rank={rank} world={world} torch={torch.__version__}", flush=True)

    pixels, labels, held_out_pixels, held_out_labels = digits(args.seed)
    model = DistributedDataParallel(network())
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    batch_size = max(1, args.batch_size // world)
    for epoch in range(1, args.epochs + 1):
        started = time.monotonic()
        mine = shard(len(labels), epoch, args.seed, rank, world)
        total = train_epoch(model, optimizer, pixels[mine], labels[mine], batch_size)
        dist.all_reduce(total)
        if rank == 0:
            loss, seconds = (total[0] / total[1]).item(), time.monotonic() - started
            print(f"epoch {epoch}/{args.epochs} loss={loss:.4f} seconds={seconds:.1f}", flush=True)

    correct, questions = evaluate(model.module, held_out_pixels, held_out_labels, rank, world)
    accuracy = correct / questions
    finite = all(torch.isfinite(weights).all() for weights in model.parameters())
    if rank == 0:
        print(f"evaluation accuracy={accuracy:.4f} correct={correct} total={questions}", flush=True)
        if args.output:
            os.makedirs(args.output, exist_ok=True)
            torch.save(model.module.state_dict(), os.path.join(args.output, "model.pt"))
    if not finite or not math.isfinite(accuracy):
        print(f"rank {rank}: the training diverged: its weights are not finite", file=sys.stderr)
        return 1
    return 0


def leave(code: int) -> None:
    """Ends the process at once; what it holds, its end releases.

    The destructor of torch 1.13's gloo group may deadlock: it takes the group's lock with the
    interpreter's in hand, while a thread of the group wants them in the other order.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
