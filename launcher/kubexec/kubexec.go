// Package kubexec is MPI's remote start where the workers have no ssh: it stands in for rsh and runs
// a command in a worker's pod through the Kubernetes API, with what goes in and out and its exit
// code.
package kubexec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"mooring.dev/launcher/launch"
)

// lost is the exit code of ssh when it is not the command that failed.
const lost = 255

// Patience is how long a pod may take to let itself be talked to.
type Patience struct {
	Within time.Duration
	// First pause; each is twice the one before, up to Longest.
	First, Longest time.Duration
}

// usual bridges a worker that is replaced: the launcher itself starts after all workers.
var usual = Patience{Within: 2 * time.Minute, First: 200 * time.Millisecond, Longest: 5 * time.Second}

// Main runs the mode and returns the program's exit code.
func Main(args []string) int {
	call, err := parse(args)
	if err == nil {
		var cluster Cluster
		if cluster, err = inCluster(); err == nil {
			var code int
			if code, err = Run(context.Background(), cluster, call, usual, attached(os.Stdin, os.Stdout, os.Stderr)); err == nil {
				return code
			}
		}
	}
	fmt.Fprintln(os.Stderr, launch.FailureOf(err).Error())
	return lost
}

// notYet is why the command has not started; another try may.
type notYet struct{ because string }

func (n notYet) Error() string { return n.because }

// Run runs the command and returns its exit code. It tries again for as long as the command cannot
// have started.
func Run(ctx context.Context, cluster Cluster, call Call, patience Patience, streams *Streams) (int, error) {
	deadline := time.Now().Add(patience.Within)
	for pause := patience.First; ; pause = min(2*pause, patience.Longest) {
		code, err := once(ctx, cluster, call, streams)
		reason, again := errors.AsType[notYet](err)
		if !again {
			return code, err
		}
		if time.Now().Add(pause).After(deadline) {
			return lost, launch.Failure{
				Code:     "WorkerNotReached",
				Message:  fmt.Sprintf("no command could be started in pod %s for %s: %s", call.Pod, patience.Within, reason.because),
				NextStep: fmt.Sprintf("see why it does not run: kubectl -n %s describe pod %s", cluster.Namespace, call.Pod),
			}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return lost, ctx.Err()
		}
	}
}

// Streams are the ends of the command's input and output here.
type Streams struct {
	// input is nil where there is none; closed at its end.
	input       <-chan []byte
	out, errors io.Writer
	// sent says that input was given away, which cannot be given again.
	sent bool
}

// attached takes the input unless it is /dev/null, as mpirun's is: then the command needs none.
func attached(in *os.File, out, errors io.Writer) *Streams {
	streams := &Streams{out: out, errors: errors}
	here, err := in.Stat()
	null, nullErr := os.Stat(os.DevNull)
	if err == nil && nullErr == nil && !os.SameFile(here, null) {
		streams.input = chunks(in)
	}
	return streams
}

// chunks reads on its own, so that a session that ends leaves no reader behind that would take what
// the next one is to send.
func chunks(in io.Reader) <-chan []byte {
	read := make(chan []byte)
	go func() {
		defer close(read)
		for {
			chunk := make([]byte, 16<<10)
			n, err := in.Read(chunk)
			if n > 0 {
				read <- chunk[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return read
}
