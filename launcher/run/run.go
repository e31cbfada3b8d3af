// Package run is what the user's container runs: it starts the ranks of this pod, keeps what they
// print, and leaves with their exit code once the sidecar has uploaded what they left.
package run

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mooring.dev/launcher/launch"
)

// Exit codes that are not the user's.
const (
	exitUsage = 2
	// exitFault: the command could not even be tried.
	exitFault = 70
	// exitNotUploaded: the command succeeded, but its logs or outputs are lost.
	exitNotUploaded = 71
)

// Times are how long things may take; tests have shorter ones.
type Times struct {
	// Kill is from asking a process to end to ending it.
	Kill time.Duration
	// Receipt is how long the upload may go without progress.
	Receipt time.Duration
	// StoppedReceipt is how long the upload may take once the pod is being stopped.
	StoppedReceipt time.Duration
}

// InPods are the times in a pod: Kill and StoppedReceipt together fit into its grace period.
var InPods = Times{Kill: 4 * time.Second, Receipt: 10 * time.Minute, StoppedReceipt: 8 * time.Second}

// Main runs the mode and returns the program's exit code.
func Main(root launch.Root, args []string) int {
	return Run(root, InPods, args)
}

// Run runs a command in all ranks of this pod. It reaps all children of the program and takes its
// signals, so it is for once in a process.
func Run(root launch.Root, times Times, args []string) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return fail(exitUsage, launch.Failure{
			Code:     "CommandMissing",
			Message:  "there is no command to run",
			NextStep: "give the job a command",
		})
	}
	world, err := launch.WorldOf(os.Getenv)
	if err != nil {
		return fail(exitFault, err)
	}
	if err := launch.ForgetAttempt(root); err != nil {
		return fail(exitFault, notPrepared(err))
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	// Without a reader of the container's output the job goes on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)

	group, err := startRanks(root, world, args, os.Stdout)
	if err != nil {
		return fail(exitFault, notPrepared(err))
	}
	code := group.wait(signals, times.Kill)
	if err := group.finish(); err != nil && code == 0 {
		code = fail(exitNotUploaded, err)
	}
	return handOver(root, times, signals, group.stopped, code)
}

func fail(code int, err error) int {
	fmt.Fprintln(os.Stderr, launch.FailureOf(err).Error())
	return code
}

func notPrepared(err error) error {
	return launch.Failure{
		Code:     "PodNotPrepared",
		Message:  "the pod's shared volume is not as prepare leaves it: " + err.Error(),
		NextStep: "submit the job again; if that does not help, check the node's disk",
	}
}
