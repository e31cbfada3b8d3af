// Package launch holds what the modes of the launcher share: where things are in a pod, what
// launch.json says, which ranks a pod has, and what prepare, run and ship tell each other in files.
package launch

import (
	"os"
	"path/filepath"
)

// Root is put before every path; empty in a pod.
type Root string

func (r Root) under(path ...string) string {
	return filepath.Join(append([]string{string(r) + "/"}, path...)...)
}

// LaunchFile is the mounted secret; only prepare and ship have it.
func (r Root) LaunchFile() string { return r.under("mooring-launch", "launch.json") }

// Binary is where prepare puts the launcher for the user's container.
func (r Root) Binary() string { return r.under("mooring", "bin", "launcher") }

// BinaryFolder is the only folder of the volume that others do not write to.
func (r Root) BinaryFolder() string { return filepath.Dir(r.Binary()) }

// Code is the working folder of the user's command.
func (r Root) Code() string { return r.under("mooring", "code") }

// DefaultOutput is the folder ./outputs of the user's command.
func (r Root) DefaultOutput() string { return r.under("mooring", DefaultOutputName) }

// Inputs has an entry for each input, by its name.
func (r Root) Inputs() string { return r.under("mooring", "inputs") }

// Outputs has an entry for each named output.
func (r Root) Outputs() string { return r.under("mooring", OutputsName) }

// Output is the folder, or the file, of a named output.
func (r Root) Output(name string) string { return filepath.Join(r.Outputs(), name) }

// Logs has a file <rank>.log for each rank of this pod.
func (r Root) Logs() string { return r.under("mooring", LogsName) }

// State is where run and ship tell each other how far they are.
func (r Root) State() string { return r.under("mooring", StateName) }

// Ended is written by run when the user's command is over.
func (r Root) Ended() string { return filepath.Join(r.State(), "ended.json") }

// Receipt is written by ship when all that the command left is uploaded, or will not be.
func (r Root) Receipt() string { return filepath.Join(r.State(), "receipt.json") }

// Progress changes its time while ship gets something uploaded: run goes on waiting for the receipt.
func (r Root) Progress() string { return filepath.Join(r.State(), ProgressName) }

// Volume is the folder of all but LaunchFile.
func (r Root) Volume() string { return r.under("mooring") }

// Names in the volume, for those who open it as a whole so that no link leads them out of it.
const (
	LogsName          = "logs"
	OutputsName       = "outputs"
	DefaultOutputName = "code/outputs"
	StateName         = "state"
	ProgressName      = "progress"
)

// WriteAtomically makes readers see all of the content or none of it. The temporary name is new
// each time and never followed, because the user's command may write into the same folder.
func WriteAtomically(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	err = writeAll(file, content)
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

func writeAll(file *os.File, content []byte) error {
	_, err := file.Write(content)
	if err == nil {
		// The other side runs under another user id.
		err = file.Chmod(0o644)
	}
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
