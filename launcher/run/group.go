package run

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"mooring.dev/launcher/launch"
)

// group is the ranks of this pod. They live and die together.
type group struct {
	reaper *reaper
	ranks  []*rank
	// ends gets a rank's exit code when its process is over.
	ends chan int
	// stopped says that somebody asked for the end.
	stopped bool
}

// startRanks starts them all. A command that cannot be started is a rank that has ended; an error is
// a fault of the pod.
func startRanks(root launch.Root, world launch.World, args []string, out io.Writer) (*group, error) {
	g := &group{reaper: newReaper(), ends: make(chan int, world.RanksPerNode)}
	if _, err := os.Stat(root.Code()); err != nil {
		return nil, err
	}
	screen := &console{out: out, open: nobody}
	for local := range world.RanksPerNode {
		r, err := newRank(root, world, local, screen)
		if err != nil {
			return nil, err
		}
		g.ranks = append(g.ranks, r)
	}
	for _, r := range g.ranks {
		r.start(g.reaper, root.Code(), args, g.ends)
	}
	return g, nil
}

// wait returns when no rank runs any more: the exit code of the first that failed, or 0.
func (g *group) wait(signals <-chan os.Signal, kill time.Duration) int {
	code := 0
	var overdue <-chan time.Time
	for running := len(g.ranks); running > 0; {
		select {
		case ended := <-g.ends:
			running--
			if ended != 0 && code == 0 {
				code = ended
				if overdue == nil {
					// The others would wait for the one that is gone until their own timeouts.
					g.signal(syscall.SIGTERM)
					overdue = time.After(kill)
				}
			}
		case got := <-signals:
			g.stopped = true
			g.signal(got.(syscall.Signal))
			if overdue == nil {
				overdue = time.After(kill)
			}
		case <-overdue:
			g.signal(syscall.SIGKILL)
		}
	}
	return code
}

func (g *group) signal(what syscall.Signal) {
	for _, r := range g.ranks {
		g.reaper.signal(r.pid, what)
	}
}

// finish waits for the last of the output and makes the logs durable.
func (g *group) finish() error {
	var faults []error
	for _, r := range g.ranks {
		faults = append(faults, r.finish())
	}
	return errors.Join(faults...)
}
