package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mooring.dev/launcher/blobtest"
	"mooring.dev/launcher/launch"
)

// The test program is its own child: with LAUNCHER_CHILD set it is the launcher.
func TestMain(m *testing.M) {
	if os.Getenv("LAUNCHER_CHILD") == "" {
		os.Exit(m.Run())
	}
	os.Exit(mode(os.Args[1:]))
}

func child(t *testing.T, root launch.Root, program string, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(program, args...)
	command.Env = append(os.Environ(), "LAUNCHER_CHILD=yes", "MOORING_ROOT="+string(root), "POD_UID=u1", "MOORING_NPROC=2")
	return command
}

// TestTheWholeLine runs a pod: the code comes from the storage, logs and outputs go to it.
func TestTheWholeLine(t *testing.T) {
	storage := blobtest.New(false)
	t.Cleanup(storage.Close)
	storage.Put("code/src/train.sh", "#!/bin/sh\necho rank $RANK of $WORLD_SIZE; echo m$RANK > outputs/$RANK; exit $RANK\n")
	root := launch.Root(t.TempDir())
	if err := os.MkdirAll(filepath.Dir(root.LaunchFile()), 0o777); err != nil {
		t.Fatal(err)
	}
	job := fmt.Sprintf(`{"job":"j","code":{"sas":%q,"prefix":"src/"},"inputs":[],"outputs":[],"ca":"",
		"artifacts":{"sas":%q,"prefix":"ExperimentRun/dcid.j/"}}`, storage.SAS("code"), storage.SAS("azureml"))
	if err := os.WriteFile(root.LaunchFile(), []byte(job), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, root, self, "prepare").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ship := child(t, root, self, "ship")
	if err := ship.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ship.Process.Kill() })
	// The program that prepare has copied.
	run := child(t, root, root.Binary(), "run", "--", "sh", "-c", "./train.sh")
	out, _ := run.CombinedOutput()
	if run.ProcessState.ExitCode() != 1 || !bytes.Contains(out, []byte("[rank 1] rank 1 of 2\n")) {
		t.Errorf("exit code %d: %s", run.ProcessState.ExitCode(), out)
	}
	_ = ship.Process.Signal(syscall.SIGTERM)
	if err := ship.Wait(); err != nil {
		t.Error(err)
	}
	for path, content := range map[string]string{
		"user_logs/std_log_process_0.txt": "rank 0 of 2\n", "user_logs/std_log_process_1.txt": "rank 1 of 2\n",
		"outputs/1": "m1\n",
	} {
		got, ok := storage.Get("azureml/ExperimentRun/dcid.j/" + path)
		// Rank 0 may have been stopped before it said a word, for rank 1 fails.
		if !ok || !(string(got.Content) == content || strings.HasSuffix(path, "_0.txt")) {
			t.Errorf("%s is %q", path, got.Content)
		}
	}
}

func TestModesAreNamed(t *testing.T) {
	if code := mode(nil); code != 2 {
		t.Error(code)
	}
}

func TestTheProgramIsInstalledWhereItIsTold(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "bin")
	if code := mode([]string{"install", folder}); code != 0 {
		t.Fatal(code)
	}
	command := child(t, "", filepath.Join(folder, "launcher"), "kubexec", "p", "true")
	command.Env = append(command.Env, "KUBERNETES_SERVICE_HOST=")
	out, _ := command.CombinedOutput()
	if command.ProcessState.ExitCode() != 255 || !bytes.HasPrefix(out, []byte("NoServiceAccount: ")) {
		t.Errorf("exit code %d: %s", command.ProcessState.ExitCode(), out)
	}
	if code := mode([]string{"install"}); code != 1 {
		t.Error(code)
	}
}
