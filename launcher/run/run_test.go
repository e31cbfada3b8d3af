package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mooring.dev/launcher/launch"
)

// The test program is its own child: with LAUNCHER_CHILD set it is the launcher in mode run, because
// that takes the signals and the children of a whole process.
func TestMain(m *testing.M) {
	if os.Getenv("LAUNCHER_CHILD") == "" {
		os.Exit(m.Run())
	}
	var times Times
	if err := json.Unmarshal([]byte(os.Getenv("LAUNCHER_CHILD")), &times); err != nil {
		panic(err)
	}
	os.Exit(Run(launch.Root(os.Getenv("MOORING_ROOT")), times, os.Args[1:]))
}

// patient are times that no test waits for.
var patient = Times{Kill: time.Minute, Receipt: time.Minute, StoppedReceipt: time.Minute}

// within is the variable that says the times.
func within(times Times) string {
	text, err := json.Marshal(times)
	if err != nil {
		panic(err)
	}
	return "LAUNCHER_CHILD=" + string(text)
}

// container is a user's container.
type container struct {
	t    *testing.T
	root launch.Root
	cmd  *exec.Cmd
	out  bytes.Buffer
	err  bytes.Buffer
	seen string
}

func newRoot(t *testing.T) launch.Root {
	t.Helper()
	t.Parallel()
	root := launch.Root(t.TempDir())
	for _, folder := range []string{root.Code(), root.Logs(), root.State()} {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func start(t *testing.T, root launch.Root, command string, env ...string) *container {
	t.Helper()
	return startArgs(t, root, []string{"--", "sh", "-c", command}, env...)
}

func startArgs(t *testing.T, root launch.Root, args []string, env ...string) *container {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &container{t: t, root: root, cmd: exec.Command(self, args...)}
	c.cmd.Env = append(os.Environ(), within(patient), "MOORING_ROOT="+string(root))
	c.cmd.Env = append(c.cmd.Env, env...)
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.err
	if before, ok := launch.ReadEnded(root); ok {
		c.seen = before.Attempt
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.cmd.Process.Kill() })
	return c
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

// ended waits for the end of the command.
func (c *container) ended() launch.Ended {
	c.t.Helper()
	var ended launch.Ended
	eventually(c.t, "the end of the command", func() bool {
		var ok bool
		ended, ok = launch.ReadEnded(c.root)
		return ok && ended.Attempt != c.seen
	})
	return ended
}

// leaves gives the receipt of the attempt and wants the exit code.
func (c *container) leaves(code int) {
	c.t.Helper()
	ended := c.ended()
	c.receive(launch.Receipt{OK: true, Attempt: ended.Attempt})
	c.exits(code)
	if ended.ExitCode != code {
		c.t.Errorf("ended.json says %d", ended.ExitCode)
	}
}

func (c *container) receive(receipt launch.Receipt) {
	c.t.Helper()
	if err := launch.WriteReceipt(c.root, receipt); err != nil {
		c.t.Fatal(err)
	}
}

func (c *container) exits(code int) {
	c.t.Helper()
	_ = c.cmd.Wait()
	if got := c.cmd.ProcessState.ExitCode(); got != code {
		c.t.Fatalf("exit code %d instead of %d; output %s; errors %s", got, code, &c.out, &c.err)
	}
}

func (c *container) log(rank int) string {
	content, _ := os.ReadFile(filepath.Join(c.root.Logs(), strconv.Itoa(rank)+".log"))
	return string(content)
}

func TestKeepsBothStreamsInOrderAndTheExitCode(t *testing.T) {
	c := start(t, newRoot(t), `pwd; echo warning >&2; printf 'no end'; exit 3`)
	c.leaves(3)
	want := c.root.Code() + "\nwarning\nno end"
	if c.log(0) != want || c.out.String() != want {
		t.Errorf("log %q, container %q", c.log(0), c.out.String())
	}
}

func TestRanksKnowTheirPlace(t *testing.T) {
	c := start(t, newRoot(t), `echo $RANK $LOCAL_RANK $WORLD_SIZE $LOCAL_WORLD_SIZE $NODE_RANK $MASTER_ADDR $AZUREML_RUN_ID`,
		"RANK=2", "WORLD_SIZE=3", "MOORING_NPROC=2", "MASTER_ADDR=j-0", "AZUREML_RUN_ID=j")
	c.leaves(0)
	lines := strings.Split(strings.TrimSpace(c.out.String()), "\n")
	slices.Sort(lines)
	want := []string{"[rank 4] 4 0 6 2 2 j-0 j", "[rank 5] 5 1 6 2 2 j-0 j"}
	if !slices.Equal(lines, want) {
		t.Errorf("%q", lines)
	}
	if c.log(4) != "4 0 6 2 2 j-0 j\n" || c.log(5) != "5 1 6 2 2 j-0 j\n" {
		t.Errorf("logs %q and %q", c.log(4), c.log(5))
	}
}

func TestLinesOfRanksStayWhole(t *testing.T) {
	c := start(t, newRoot(t), `i=0; while [ $i -lt 300 ]; do printf 'line of '; printf "$RANK"; echo " $i"; i=$((i+1)); done`,
		"MOORING_NPROC=3")
	c.leaves(0)
	lines := strings.Split(strings.TrimSuffix(c.out.String(), "\n"), "\n")
	next := [3]int{}
	for _, line := range lines {
		var rank, same, number int
		if n, _ := fmt.Sscanf(line, "[rank %d] line of %d %d", &rank, &same, &number); n != 3 || rank != same || number != next[rank] {
			t.Fatalf("torn line %q", line)
		}
		next[rank]++
	}
	if next != [3]int{300, 300, 300} {
		t.Error("lines", next)
	}
}

func TestALineWithoutEndIsSeenBeforeItsEnd(t *testing.T) {
	root := newRoot(t)
	c := start(t, root, `if [ $RANK = 0 ]; then printf 'loading'; while [ ! -e go ]; do sleep 0.01; done; echo ' done'; fi`,
		"MOORING_NPROC=2")
	eventually(t, "the beginning of the line", func() bool { return c.log(0) == "loading" })
	// Longer than it is held back.
	time.Sleep(3 * hold)
	if err := os.WriteFile(root.Code()+"/go", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.leaves(0)
	if got := c.out.String(); got != "[rank 0] loading done\n" {
		t.Errorf("%q", got)
	}
}

func TestOneFailedRankEndsTheOthers(t *testing.T) {
	c := start(t, newRoot(t), `if [ $RANK = 1 ]; then exit 9; fi; trap '' TERM; while :; do sleep 0.05; done`, "MOORING_NPROC=3",
		within(Times{Kill: 100 * time.Millisecond, Receipt: time.Minute, StoppedReceipt: time.Minute}))
	c.leaves(9)
}

func TestStopReachesTheWholeGroup(t *testing.T) {
	root := newRoot(t)
	c := start(t, root, `trap 'echo saved; exit 5' TERM; sleep 1000 & echo $! > pid; echo up; wait`)
	eventually(t, "the command is up", func() bool { return c.log(0) == "up\n" })
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	c.leaves(5)
	if c.log(0) != "up\nsaved\n" {
		t.Errorf("%q", c.log(0))
	}
	content, _ := os.ReadFile(root.Code() + "/pid")
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || syscall.Kill(pid, 0) == nil {
		t.Errorf("the child %q is left", content)
	}
}

func TestWhoIgnoresTheStopIsKilled(t *testing.T) {
	c := start(t, newRoot(t), `trap '' TERM; echo up; while :; do sleep 0.05; done`,
		within(Times{Kill: 100 * time.Millisecond, Receipt: time.Minute, StoppedReceipt: time.Minute}))
	eventually(t, "the command is up", func() bool { return c.log(0) == "up\n" })
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	c.leaves(128 + 9)
}

func TestASignalIsItsExitCode(t *testing.T) {
	start(t, newRoot(t), `kill -SEGV $$`).leaves(128 + 11)
}

func TestAMissingProgramSaysSo(t *testing.T) {
	c := startArgs(t, newRoot(t), []string{"--", "no-such-program"})
	c.leaves(127)
	if !strings.HasPrefix(c.log(0), "CommandNotStarted: ") {
		t.Errorf("%q", c.log(0))
	}
}

func TestOrphansAreReaped(t *testing.T) {
	root := newRoot(t)
	// The subshell's child becomes an orphan, and would stay a zombie of its new parent.
	c := start(t, root, `(setsid sh -c 'echo $$ > pid; exit 0' &) ; while [ ! -e pid ]; do sleep 0.01; done; while kill -0 $(cat pid) 2>/dev/null; do sleep 0.01; done; echo reaped`)
	c.leaves(0)
	if c.log(0) != "reaped\n" {
		t.Errorf("%q", c.log(0))
	}
}

func TestABackgroundProcessDoesNotHoldTheEnd(t *testing.T) {
	c := start(t, newRoot(t), `setsid sh -c 'echo $$ > pid; exec sleep 20' & while [ ! -s pid ]; do sleep 0.01; done; echo done`)
	c.leaves(0)
	content, _ := os.ReadFile(c.root.Code() + "/pid")
	if pid, err := strconv.Atoi(strings.TrimSpace(string(content))); err == nil {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	if c.log(0) != "done\n" {
		t.Errorf("%q", c.log(0))
	}
}

func TestMuchOutputArrivesWhole(t *testing.T) {
	c := start(t, newRoot(t), `i=0; while [ $i -lt 2000 ]; do echo "$i aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; i=$((i+1)); done`)
	c.leaves(0)
	if c.log(0) != c.out.String() || strings.Count(c.log(0), "\n") != 2000 {
		t.Errorf("%d bytes in the log, %d in the container", len(c.log(0)), c.out.Len())
	}
}

func TestARestartInPlaceWaitsForItsOwnReceipt(t *testing.T) {
	root := newRoot(t)
	first := start(t, root, `echo one; exit 1`)
	old := first.ended()
	first.leaves(1)
	second := start(t, root, `echo two`)
	second.ended()
	second.receive(launch.Receipt{OK: false, Code: "Old", Attempt: old.Attempt})
	time.Sleep(3 * look)
	second.leaves(0)
	if second.log(0) != "one\ntwo\n" {
		t.Errorf("%q", second.log(0))
	}
}

func TestWhatIsNotUploadedIsNotASuccess(t *testing.T) {
	refused := func(c *container) {
		c.receive(launch.Receipt{
			Code: "StorageRefused", Message: "no", NextStep: "submit again", Attempt: c.ended().Attempt,
		})
	}
	t.Run("success", func(t *testing.T) {
		c := start(t, newRoot(t), `true`)
		refused(c)
		c.exits(71)
		if c.err.String() != "StorageRefused: no. Next: submit again\n" {
			t.Errorf("%q", c.err.String())
		}
	})
	t.Run("failure stays the user's", func(t *testing.T) {
		c := start(t, newRoot(t), `exit 4`)
		refused(c)
		c.exits(4)
	})
	t.Run("no receipt", func(t *testing.T) {
		c := start(t, newRoot(t), `true`, within(Times{Kill: time.Minute, Receipt: 100 * time.Millisecond, StoppedReceipt: time.Minute}))
		c.exits(71)
		if !strings.HasPrefix(c.err.String(), "ReceiptMissing: ") {
			t.Errorf("%q", c.err.String())
		}
	})
}

func TestProgressIsWaitedFor(t *testing.T) {
	root := newRoot(t)
	bound := 2 * time.Second
	c := start(t, root, `true`, within(Times{Kill: time.Minute, Receipt: bound, StoppedReceipt: time.Minute}))
	ended := c.ended()
	for end := time.Now().Add(bound + time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := os.WriteFile(root.Progress(), []byte(time.Now().String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.receive(launch.Receipt{OK: true, Attempt: ended.Attempt})
	c.exits(0)
}

func TestAStopShortensTheWaiting(t *testing.T) {
	root := newRoot(t)
	c := start(t, root, `true`, within(Times{Kill: time.Minute, Receipt: time.Hour, StoppedReceipt: 50 * time.Millisecond}))
	c.ended()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	c.exits(71)
}

func TestAnUnpreparedPodSaysSo(t *testing.T) {
	c := start(t, launch.Root(t.TempDir()), `true`)
	c.exits(70)
	if !strings.HasPrefix(c.err.String(), "PodNotPrepared: ") {
		t.Errorf("%q", c.err.String())
	}
}
