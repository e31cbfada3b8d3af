package supervise

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test program is its own child: with MOOR_CHILD set it is one of these instead of a test.
func TestMain(m *testing.M) {
	switch child := os.Getenv("MOOR_CHILD"); {
	case child == "":
		os.Exit(m.Run())
	case child == "sleep":
		fmt.Println("sleeping")
		select {}
	}
}

func process(t *testing.T, name, child string) Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Process{
		Name: name,
		Args: []string{self},
		Env:  []string{"MOOR_CHILD=" + child},
		Log:  filepath.Join(t.TempDir(), name+".log"),
	}
}

func states(spec Spec) map[string]State {
	var got map[string]State
	content, err := os.ReadFile(spec.Status)
	if err == nil {
		_ = json.Unmarshal(content, &got)
	}
	return got
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

func supervised(t *testing.T, processes ...Process) Spec {
	t.Helper()
	spec := Spec{Status: filepath.Join(t.TempDir(), "status.json"), Processes: processes}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, spec) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("supervisor: %v", err)
		}
		for name, state := range states(spec) {
			if state.Pid != 0 && syscall.Kill(state.Pid, 0) == nil {
				t.Errorf("%s (pid %d) outlived its supervisor", name, state.Pid)
			}
		}
	})
	return spec
}

func TestKilledProcessIsStartedAgain(t *testing.T) {
	spec := supervised(t, process(t, "a", "sleep"))
	eventually(t, "a is ready", func() bool { return states(spec)["a"].Ready })
	first := states(spec)["a"].Pid

	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}

	eventually(t, "a is ready again", func() bool {
		now := states(spec)["a"]
		return now.Ready && now.Pid != first && now.Restarts == 1
	})
	if last := states(spec)["a"].LastExit; !strings.Contains(last, "signal 9") {
		t.Errorf("last exit: %q", last)
	}
}

func TestNextProcessWaitsForTheSocketOfTheOneBefore(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	first := process(t, "first", "sleep")
	first.Ready = Ready{Network: "unix", Address: socket}
	spec := supervised(t, first, process(t, "second", "sleep"))
	eventually(t, "first runs", func() bool { return states(spec)["first"].Pid != 0 })
	if _, started := states(spec)["second"]; started {
		t.Error("second started before first was ready")
	}

	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()

	eventually(t, "second runs", func() bool { return states(spec)["second"].Pid != 0 })
}

func TestMissingProgramIsSaidAndTriedAgain(t *testing.T) {
	missing := process(t, "a", "sleep")
	missing.Args = []string{filepath.Join(t.TempDir(), "nothing-here")}
	spec := supervised(t, missing)
	eventually(t, "a was tried twice", func() bool { return states(spec)["a"].Restarts >= 2 })
	if last := states(spec)["a"].LastExit; !strings.Contains(last, "nothing-here") {
		t.Errorf("last exit: %q", last)
	}
}

func TestOutputGoesToTheLog(t *testing.T) {
	p := process(t, "a", "sleep")
	supervised(t, p)
	eventually(t, "the log has the line", func() bool {
		content, _ := os.ReadFile(p.Log)
		return strings.Contains(string(content), "sleeping")
	})
}

func TestLogIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(path, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if _, err := fmt.Fprintf(l, "line %02d\n", i); err != nil {
			t.Fatal(err)
		}
	}
	total := 0
	for _, p := range []string{path, path + ".1"} {
		content, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		total += len(content)
	}
	if total > 200 {
		t.Errorf("%d bytes kept, want at most 200", total)
	}
	last, _ := os.ReadFile(path)
	if !strings.HasSuffix(string(last), "line 49\n") {
		t.Errorf("the last line is missing: %q", last)
	}
}

func TestDelayGrowsToItsBoundAndStartsAnewAfterHealth(t *testing.T) {
	attempts := 0
	var delay, before time.Duration
	for range 20 {
		delay, attempts = restartDelay(attempts, time.Millisecond)
		if delay < before || delay > lastDelay {
			t.Fatalf("delay %v after %v", delay, before)
		}
		before = delay
	}
	if delay != lastDelay {
		t.Errorf("delay after 20 deaths: %v, want %v", delay, lastDelay)
	}
	if delay, _ = restartDelay(attempts, healthyAfter); delay != firstDelay {
		t.Errorf("delay after a healthy run: %v, want %v", delay, firstDelay)
	}
}

func TestSpecNamesItsFault(t *testing.T) {
	for fault, content := range map[string]string{
		"status: a file is required":                   `{"processes":[{"name":"a","args":["x"],"log":"l"}]}`,
		"processes: at least one is required":          `{"status":"s"}`,
		`processes[0].args: "a" has no program`:        `{"status":"s","processes":[{"name":"a","log":"l"}]}`,
		`processes[1].name: "a" stands twice`:          `{"status":"s","processes":[{"name":"a","args":["x"],"log":"l"},{"name":"a","args":["x"],"log":"l"}]}`,
		`processes[0].ready.network: "udp" is neither`: `{"status":"s","processes":[{"name":"a","args":["x"],"log":"l","ready":{"network":"udp"}}]}`,
		`processes[0].log: "a" has no log file`:        `{"status":"s","processes":[{"name":"a","args":["x"]}]}`,
		`processes[0].name: a name is required`:        `{"status":"s","processes":[{"args":["x"]}]}`,
	} {
		path := filepath.Join(t.TempDir(), "spec.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSpec(path); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: got %v", fault, err)
		}
	}
}
