package supervise

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const (
	logLimit  = 16 << 20
	readyPoll = 50 * time.Millisecond
	// stopBound is how long a process may take to leave after SIGTERM before SIGKILL.
	stopBound = 5 * time.Second
)

// Main runs the spec named by the only argument until SIGTERM; it returns the exit code.
func Main(args []string) int {
	if len(args) != 1 {
		fmt.Fprintln(os.Stderr, "usage: moor-k8s supervise SPEC.json")
		return 2
	}
	spec, err := ReadSpec(args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	for _, folder := range spec.Tmpfs {
		if err := mountTmpfs(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	if err := Run(ctx, spec); err != nil {
		log.Print(err)
		return 1
	}
	return 0
}

func mountTmpfs(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "mode=0755"); err != nil {
		return fmt.Errorf("mount tmpfs on %s: %w", folder, err)
	}
	return nil
}

// Run starts the processes in order, restarts those that die, and stops them in reverse order when
// ctx ends. It returns an error only if a process cannot be watched at all (its log cannot be
// opened); a program that dies or cannot be started is tried again.
func Run(ctx context.Context, spec Spec) error {
	states := newBoard(spec.Status)
	reaped := theReaper()
	stop := make([]func(), 0, len(spec.Processes))
	defer func() {
		for i := len(stop) - 1; i >= 0; i-- {
			stop[i]()
		}
	}()
	for _, process := range spec.Processes {
		out, err := openLog(process.Log, logLimit)
		if err != nil {
			return fmt.Errorf("%s: %w", process.Name, err)
		}
		w := &watch{process: process, out: out, states: states, reaped: reaped, ready: make(chan struct{})}
		processCtx, cancel := context.WithCancel(context.Background())
		var done sync.WaitGroup
		done.Go(func() { w.keepRunning(processCtx) })
		stop = append(stop, func() { cancel(); done.Wait() })
		select {
		case <-w.ready:
		case <-ctx.Done():
			return nil
		}
	}
	<-ctx.Done()
	return nil
}

// watch keeps one process running.
type watch struct {
	process Process
	out     *boundedLog
	states  *board
	reaped  *reaper

	// ready is closed when the process is ready for the first time.
	ready     chan struct{}
	readyOnce sync.Once
}

func (w *watch) keepRunning(ctx context.Context) {
	attempts := 0
	for {
		started := time.Now()
		exit := w.runOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		var delay time.Duration
		delay, attempts = restartDelay(attempts, time.Since(started))
		w.note(fmt.Sprintf("%s, starts again in %v", exit, delay))
		w.publish(func(s State) State {
			return State{Restarts: s.Restarts + 1, Since: time.Now(), LastExit: exit}
		})
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay):
		}
	}
}

// runOnce runs the program to its end and says how it ended.
func (w *watch) runOnce(ctx context.Context) string {
	command := exec.Command(w.process.Args[0], w.process.Args[1:]...)
	command.Env = append(os.Environ(), w.process.Env...)
	// A group of its own, so that a Ctrl-C at the terminal of `moor up` is not the cluster's.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	read, write, err := os.Pipe()
	if err != nil {
		return err.Error()
	}
	defer read.Close()
	command.Stdout, command.Stderr = write, write
	ended, err := w.reaped.start(command)
	_ = write.Close()
	if err != nil {
		return err.Error()
	}
	go copyLines(w.out, read)
	pid := command.Process.Pid
	_ = command.Process.Release() // the reaper waits, not os/exec
	w.publish(func(s State) State {
		s.Pid, s.Ready, s.Since = pid, false, time.Now()
		return s
	})
	run, endRun := context.WithCancel(ctx)
	defer endRun()
	go w.awaitReady(run)
	select {
	case status := <-ended:
		return describe(status)
	case <-ctx.Done():
		return w.stop(pid, ended)
	}
}

func (w *watch) stop(pid int, ended <-chan syscall.WaitStatus) string {
	_ = syscall.Kill(pid, syscall.SIGTERM)
	select {
	case status := <-ended:
		return describe(status)
	case <-time.After(stopBound):
		_ = syscall.Kill(pid, syscall.SIGKILL)
		return describe(<-ended)
	}
}

// awaitReady publishes that this run of the process is ready, unless ctx ends first.
func (w *watch) awaitReady(ctx context.Context) {
	for !w.process.Ready.holds() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(readyPoll):
		}
	}
	if ctx.Err() == nil {
		w.publish(func(s State) State { s.Ready = true; return s })
		w.readyOnce.Do(func() { close(w.ready) })
	}
}

func (w *watch) publish(change func(State) State) {
	if err := w.states.update(w.process.Name, change); err != nil {
		w.note(fmt.Sprintf("status not written: %v", err))
	}
}

func (w *watch) note(text string) {
	log.Printf("%s: %s", w.process.Name, text)
}

func (r Ready) holds() bool {
	if r.Network == "" {
		return true
	}
	connection, err := net.DialTimeout(r.Network, r.Address, time.Second)
	if err != nil {
		return false
	}
	_ = connection.Close()
	return true
}

func describe(status syscall.WaitStatus) string {
	if status.Signaled() {
		return fmt.Sprintf("killed by signal %d (%v)", status.Signal(), status.Signal())
	}
	return fmt.Sprintf("ended with exit code %d", status.ExitStatus())
}
