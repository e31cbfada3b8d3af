#!/usr/bin/env python3
"""Classifies handwritten digits with as many workers as there are, between the job's bounds.

torchrun starts this script anew in all workers whenever one of them is lost or a new one comes. Each
worker keeps the state after its latest epoch in a file of its own; after a start all go on from the
furthest state that any of them has, so that no epoch is trained twice or left out.
"""

import argparse
import os
import sys

import torch
import torch.distributed as dist
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=40, help="passes over the training digits")
    parser.add_argument("--batch-size", type=int, default=64, help="digits per step, over all workers together")
    parser.add_argument("--learning-rate", type=float, default=1e-2)
    parser.add_argument("--state", metavar="FILE", default="/tmp/state.pt", help="where this worker keeps its state")
    parser.add_argument("--stop-file", metavar="FILE", help="training ends early once any worker has this file")
    return parser.parse_args()


def digits() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels in 0..1 and labels: for training, then held out; the same split in every worker."""
    data = load_digits()
    pixels = torch.tensor(data.data, dtype=torch.float32) / 16
    labels = torch.tensor(data.target, dtype=torch.long)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(7))
    held_out, training = order[: len(order) // 5], order[len(order) // 5 :]
    return pixels[training], labels[training], pixels[held_out], labels[held_out]


def furthest(state: dict) -> dict:
    """The state of the worker that has trained most, in every worker."""
    epochs = [torch.zeros(1, dtype=torch.long) for _ in range(dist.get_world_size())]
    dist.all_gather(epochs, torch.tensor([state["epoch"]]))
    box = [state]
    dist.broadcast_object_list(box, src=int(torch.cat(epochs).argmax()))
    return box[0]


def keep(state: dict, file: str) -> None:
    """A worker that is killed while it writes finds the file as it was before."""
    torch.save(state, file + ".new")
    os.replace(file + ".new", file)


def train_epoch(model, optimizer, pixels, labels, batch_size: int, epoch: int) -> None:
    rank, world = dist.get_rank(), dist.get_world_size()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(epoch))
    mine = torch.cat([order, order[: -len(order) % world]])[rank::world]
    for batch in mine.split(max(1, batch_size // world)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
        optimizer.step()


def wants_to_stop(file: str | None) -> bool:
    """All workers answer alike, so that none waits for another that has left."""
    wish = torch.tensor([1 if file and os.path.exists(file) else 0])
    dist.all_reduce(wish, op=dist.ReduceOp.MAX)
    return bool(wish)


def main() -> int:
    args = arguments()
    torch.set_num_threads(1)
    torch.manual_seed(7)
    dist.init_process_group("gloo")
    rank, world = dist.get_rank(), dist.get_world_size()
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    state = {"epoch": 0, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    if os.path.exists(args.state):
        state = torch.load(args.state)
    state = furthest(state)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    print(f"rank {rank} of {world} goes on after epoch {state['epoch']}", flush=True)

    pixels, labels, held_out_pixels, held_out_labels = digits()
    parallel = DistributedDataParallel(model)
    for epoch in range(state["epoch"] + 1, args.epochs + 1):
        train_epoch(parallel, optimizer, pixels, labels, args.batch_size, epoch)
        keep({"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, args.state)
        if epoch % 10 == 0:
            print(f"rank {rank} of {world} has trained {epoch} epochs", flush=True)
        if wants_to_stop(args.stop_file):
            break

    correct = int((model(held_out_pixels).argmax(dim=1) == held_out_labels).sum())
    if rank == 0:
        print(f"evaluation accuracy={correct / len(held_out_labels):.4f} workers={world}", flush=True)
    dist.barrier()
    return 0


def leave(code: int) -> None:
    """Ends the process at once: the destructor of torch 1.13's gloo group may deadlock."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
