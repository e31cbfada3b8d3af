// Package prepare is the init container of a job's pod: it makes the shared volume ready for the
// user's command. It can run again in the same pod, when the node restarts it.
package prepare

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
)

// Main runs the mode and returns the program's exit code.
func Main(root launch.Root) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	say := func(line string) { fmt.Println(line) }
	retry := blob.Retry{Within: 2 * time.Minute, Say: say}
	if err := Run(ctx, root, retry); err != nil {
		if ctx.Err() != nil {
			err = launch.Failure{
				Code:     "PrepareStopped",
				Message:  "the pod was stopped while it fetched its files",
				NextStep: "see the job's status for who stopped it; submit it again to start over",
			}
		}
		fmt.Fprintln(os.Stderr, launch.FailureOf(err).Error())
		return 1
	}
	return 0
}

// Run does it all.
func Run(ctx context.Context, root launch.Root, retry blob.Retry) error {
	// The user's container may run under any id, and must be able to write everywhere.
	syscall.Umask(0)
	job, err := launch.Read(root)
	if err != nil {
		return err
	}
	if err := makeFolders(root, job); err != nil {
		return launch.VolumeNotWritten(err)
	}
	if err := launch.CopyBinary(root.Binary()); err != nil {
		return launch.VolumeNotWritten(err)
	}
	client := blob.NewHTTP(job.CA)
	if err := fetchCode(ctx, client, retry, root, job); err != nil {
		return err
	}
	for _, input := range job.Inputs {
		if err := fetchInput(ctx, client, retry, root, input); err != nil {
			return err
		}
	}
	return nil
}

func makeFolders(root launch.Root, job launch.Launch) error {
	folders := []string{root.Code(), root.DefaultOutput(), root.Inputs(), root.Outputs(), root.Logs(), root.State()}
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return err
		}
	}
	for _, output := range job.Outputs {
		// The name is a single step, which Read has checked. Its folder may be a file by now: the
		// user's command ran before the node restarted the pod.
		if err := os.Mkdir(root.Output(output.Name), 0o777); err != nil && !os.IsExist(err) {
			return err
		}
	}
	return nil
}
