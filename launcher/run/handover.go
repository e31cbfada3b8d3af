package run

import (
	"crypto/rand"
	"os"
	"time"

	"mooring.dev/launcher/launch"
)

const look = 50 * time.Millisecond

// handOver tells ship that the command is over, waits until all is uploaded and returns the exit code
// of the container.
func handOver(root launch.Root, times Times, signals <-chan os.Signal, stopped bool, code int) int {
	ended := launch.Ended{ExitCode: code, Attempt: rand.Text()}
	if err := launch.WriteEnded(root, ended); err != nil {
		return unlessFailed(code, launch.Failure{
			Code:     "EndNotWritten",
			Message:  "the upload of logs and outputs cannot be asked for: " + err.Error(),
			NextStep: "free disk space on the node or give the job more ephemeral storage, then submit it again",
		})
	}
	receipt, ok := awaitReceipt(root, times, signals, stopped, ended.Attempt)
	switch {
	case !ok:
		return unlessFailed(code, launch.Failure{
			Code:     "ReceiptMissing",
			Message:  "logs and outputs were not uploaded in time",
			NextStep: "see the log of the pod's container ship for what held it up, then submit the job again",
		})
	case !receipt.OK:
		return unlessFailed(code, launch.Failure{
			Code: receipt.Code, Message: receipt.Message, NextStep: receipt.NextStep,
		})
	default:
		return code
	}
}

// unlessFailed lets the user's own failure stand: it is the one to look at first.
func unlessFailed(code int, failure launch.Failure) int {
	uploaded := fail(exitNotUploaded, failure)
	if code != 0 {
		return code
	}
	return uploaded
}

func awaitReceipt(root launch.Root, times Times, signals <-chan os.Signal, stopped bool, attempt string) (launch.Receipt, bool) {
	patience := times.Receipt
	if stopped {
		patience = times.StoppedReceipt
	}
	deadline := time.Now().Add(patience)
	progress := progressTime(root)
	ticks := time.NewTicker(look)
	defer ticks.Stop()
	for time.Now().Before(deadline) {
		if receipt, ok := launch.ReadReceipt(root); ok && receipt.Attempt == attempt {
			return receipt, true
		}
		if now := progressTime(root); !stopped && !now.Equal(progress) {
			// A large output may take longer than any bound, as long as it moves.
			progress, deadline = now, time.Now().Add(times.Receipt)
		}
		select {
		case <-signals:
			if !stopped {
				stopped, deadline = true, time.Now().Add(times.StoppedReceipt)
			}
		case <-ticks.C:
		}
	}
	return launch.Receipt{}, false
}

func progressTime(root launch.Root) time.Time {
	info, err := os.Stat(root.Progress())
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
