#!/usr/bin/env python3
"""Scores a model that train.py saved, on the digits that it was not trained on."""

import argparse
import os
import sys

import torch

from train import digits, network


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", metavar="DIR", required=True, help="the folder with model.pt")
    parser.add_argument("--seed", type=int, default=7, help="of the split, as train.py had it")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    file = os.path.join(args.model, "model.pt")
    if not os.path.isfile(file):
        print(f"no model: {file} does not exist; is {args.model} the output of a training?", file=sys.stderr)
        return 1
    torch.set_num_threads(1)
    model = network()
    model.load_state_dict(torch.load(file))
    model.eval()
    _, _, pixels, labels = digits(args.seed)
    with torch.no_grad():
        correct = int((model(pixels).argmax(dim=1) == labels).sum())
    print(f"score accuracy={correct / len(labels):.4f} correct={correct} total={len(labels)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
