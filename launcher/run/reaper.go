package run

import (
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
)

// prSetChildSubreaper is PR_SET_CHILD_SUBREAPER of linux/prctl.h.
const prSetChildSubreaper = 36

// reaper waits for every child: the ranks, and the orphans that they leave. os/exec's own Wait would
// race with it.
type reaper struct {
	mu sync.Mutex
	// ended has the processes that were started here and are not over.
	ended map[int]func(syscall.WaitStatus)
}

func newReaper() *reaper {
	// As the first process of a container it gets the orphans anyway; with a shared PID namespace it
	// would not. Where the kernel refuses, they are somebody else's.
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0)
	r := &reaper{ended: map[int]func(syscall.WaitStatus){}}
	children := make(chan os.Signal, 1)
	signal.Notify(children, syscall.SIGCHLD)
	go func() {
		for range children {
			r.reap()
		}
	}()
	return r
}

// start starts a command as the head of a process group. The lock keeps a child that ends at once
// from being reaped before it is known.
func (r *reaper) start(command *exec.Cmd, ended func(syscall.WaitStatus)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		return err
	}
	r.ended[command.Process.Pid] = ended
	return nil
}

// signal reaches the process group of one that is not over; its number may be somebody else's after
// that.
func (r *reaper) signal(pid int, what syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, running := r.ended[pid]; running {
		_ = syscall.Kill(-pid, what)
	}
}

func (r *reaper) reap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
		if ended, ours := r.ended[pid]; ours {
			delete(r.ended, pid)
			// Whatever it left in the background would be killed with the container; outputs must not
			// change while they are uploaded.
			_ = syscall.Kill(-pid, syscall.SIGKILL)
			ended(status)
		}
	}
}
