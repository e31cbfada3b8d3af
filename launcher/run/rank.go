package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"mooring.dev/launcher/launch"
)

const (
	// pipeSize is what may still be in a pipe when the process that wrote it is over.
	pipeSize = 64 << 10
	// silence is how long the pipe may stay open without a word then: a process that has left the
	// group may hold it for ever.
	silence = time.Second
)

// rank is one process of the job and what it prints.
type rank struct {
	number int
	env    []string
	// pid is 0 for a process that did not start.
	pid    int
	log    *rankLog
	screen *lines
	output *os.File
	input  *os.File
	over   atomic.Bool
	copied chan struct{}
}

func newRank(root launch.Root, world launch.World, local int, screen *console) (*rank, error) {
	number := world.First() + local
	log, err := openLog(filepath.Join(root.Logs(), strconv.Itoa(number)+".log"))
	if err != nil {
		return nil, err
	}
	output, input, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	prefix := ""
	if world.RanksPerNode > 1 {
		prefix = fmt.Sprintf("[rank %d] ", number)
	}
	return &rank{
		number: number,
		env:    environment(os.Environ(), world, local),
		log:    log,
		screen: &lines{console: screen, rank: number, prefix: prefix},
		output: output,
		input:  input,
		copied: make(chan struct{}),
	}, nil
}

// environment is what torch.distributed and others expect, for processes instead of pods.
func environment(inherited []string, world launch.World, local int) []string {
	ours := map[string]int{
		"RANK":             world.First() + local,
		"LOCAL_RANK":       local,
		"WORLD_SIZE":       world.Size(),
		"LOCAL_WORLD_SIZE": world.RanksPerNode,
		"NODE_RANK":        world.NodeRank,
	}
	env := slices.DeleteFunc(slices.Clone(inherited), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		_, replaced := ours[name]
		return replaced
	})
	for name, value := range ours {
		env = append(env, name+"="+strconv.Itoa(value))
	}
	return env
}

func (r *rank) start(reaper *reaper, folder string, args []string, ends chan<- int) {
	command := exec.Command(args[0], args[1:]...)
	command.Dir = folder
	command.Env = r.env
	// Both streams in one pipe keep the order in which the process wrote.
	command.Stdout, command.Stderr = r.input, r.input
	go r.copyOutput()
	err := reaper.start(command, func(status syscall.WaitStatus) {
		r.end()
		ends <- exitCode(status)
	})
	if err != nil {
		code := 126
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			code = 127
		}
		_, _ = fmt.Fprintln(r.input, launch.Failure{
			Code:     "CommandNotStarted",
			Message:  err.Error(),
			NextStep: "use an image that has " + args[0],
		}.Error())
		r.end()
		ends <- code
	} else {
		r.pid = command.Process.Pid
	}
	_ = r.input.Close()
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

// end says that the process is over: what it wrote is in the pipe by now.
func (r *rank) end() {
	r.over.Store(true)
	_ = r.output.SetReadDeadline(time.Now().Add(silence))
}

func (r *rank) copyOutput() {
	defer close(r.copied)
	buffer := make([]byte, 32<<10)
	for left := pipeSize; left > 0; {
		over := r.over.Load()
		if over {
			_ = r.output.SetReadDeadline(time.Now().Add(silence))
		}
		n, err := r.output.Read(buffer)
		r.log.write(buffer[:n])
		r.screen.write(buffer[:n])
		if over {
			left -= n
		}
		if err != nil {
			return
		}
	}
}

// finish waits for the last of the output; the error is about the log.
func (r *rank) finish() error {
	<-r.copied
	_ = r.output.Close()
	r.screen.flush()
	return r.log.close()
}
