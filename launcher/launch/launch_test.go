package launch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWorldOfPodsAndProcesses(t *testing.T) {
	for _, c := range []struct {
		rank, size, processes string
		want                  World
		valid                 bool
	}{
		{"", "", "", World{1, 0, 1}, true},
		{"1", "2", "4", World{2, 1, 4}, true},
		{"2", "2", "", World{}, false},
		{"", "0", "", World{}, false},
		{"-1", "", "", World{}, false},
		{"", "", "two", World{}, false},
	} {
		env := map[string]string{"RANK": c.rank, "WORLD_SIZE": c.size, "MOORING_NPROC": c.processes}
		got, err := WorldOf(func(name string) string { return env[name] })
		if (err == nil) != c.valid || (c.valid && got != c.want) {
			t.Errorf("%v: %v, %v", c, got, err)
		}
	}
	if w := (World{Nodes: 2, NodeRank: 1, RanksPerNode: 4}); w.Size() != 8 || w.First() != 4 {
		t.Error(w.Size(), w.First())
	}
}

func TestAFailureIsOneLine(t *testing.T) {
	err := fmt.Errorf("outer: %w", Failure{Code: "C", Message: "two\nlines", NextStep: "go on"})
	if got := FailureOf(err).Error(); got != "C: two lines. Next: go on" {
		t.Error(got)
	}
	if got := FailureOf(errors.New("odd")).Code; got != "LauncherFault" {
		t.Error(got)
	}
}

func TestALaunchFileThatIsWrongIsRefusedWithoutItsSecrets(t *testing.T) {
	root := Root(t.TempDir())
	if _, err := Read(root); FailureOf(err).Code != "LaunchFileInvalid" {
		t.Error(err)
	}
	artifacts := `"artifacts":{"sas":"https://h/azureml?sig=secret","prefix":"p/"}`
	for text, valid := range map[string]bool{
		`{` + artifacts + `,"outputs":[{"name":"o"}]}`:                                                          true,
		`{` + artifacts + `,"code":{"sas":"https://h/c?sig=secret","prefix":""},"unknown":1}`:                   true,
		`{"artifacts":{"sas":"secret"}}`:                                                                        false,
		`{` + artifacts + `,"code":{"sas":"%zz?sig=secret"}}`:                                                   false,
		`{` + artifacts + `,"outputs":[{"name":"o"},{"name":"o"}]}`:                                             false,
		`{` + artifacts + `,"outputs":[{"name":"a/b"}]}`:                                                        false,
		`{` + artifacts + `,"ca":"secret"}`:                                                                     false,
		`{` + artifacts + `,"inputs":[{"name":"i","kind":"table","sas":"https://h/c?sig=secret","prefix":""}]}`: false,
		`secret`: false,
	} {
		if err := os.MkdirAll(filepath.Dir(root.LaunchFile()), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(root.LaunchFile(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(root)
		if (err == nil) != valid {
			t.Errorf("%s: %v", text, err)
		}
		if err != nil && (FailureOf(err).Code != "LaunchFileInvalid" || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestStateIsWholeOrNotThere(t *testing.T) {
	root := Root(t.TempDir())
	if err := os.MkdirAll(root.State(), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, ok := ReadEnded(root); ok {
		t.Error("an end of nothing")
	}
	want := Ended{ExitCode: 3, Attempt: "a"}
	if err := WriteEnded(root, want); err != nil {
		t.Fatal(err)
	}
	if got, ok := ReadEnded(root); !ok || got != want {
		t.Error(got, ok)
	}
	if err := ForgetAttempt(root); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(root.State()); len(entries) != 0 {
		t.Error(entries)
	}
}
