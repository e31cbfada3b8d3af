// Command launcher is the one program of Mooring in a job's pod. Its first argument is the mode:
//
//	prepare   init container: copies this program into the shared volume, fetches code and inputs
//	run       the user's container: starts the ranks, keeps their output, waits for the upload
//	ship      sidecar: appends the ranks' logs to the blob storage, uploads the outputs
//	install   init container of an MPI launcher: copies this program into a shared folder
//	kubexec   MPI's remote start in place of rsh: runs a command in the pod of a worker
//
// MOORING_ROOT, empty in a pod, is put before every path (/mooring, /mooring-launch), so that tests
// run in a folder of their own.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"mooring.dev/launcher/kubexec"
	"mooring.dev/launcher/launch"
	"mooring.dev/launcher/prepare"
	"mooring.dev/launcher/run"
	"mooring.dev/launcher/ship"
)

func main() {
	os.Exit(mode(os.Args[1:]))
}

func mode(args []string) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	root := launch.Root(os.Getenv("MOORING_ROOT"))
	switch name {
	case "prepare":
		return prepare.Main(root)
	case "run":
		return run.Main(root, args[1:])
	case "ship":
		return ship.Main(root)
	case "install":
		return install(args[1:])
	case "kubexec":
		return kubexec.Main(args[1:])
	default:
		fmt.Fprintln(os.Stderr, launch.Failure{
			Code:     "ModeUnknown",
			Message:  fmt.Sprintf("the launcher has no mode %q", name),
			NextStep: "start it as prepare, run, ship, install or kubexec",
		}.Error())
		return 2
	}
}

// install copies the program into the folder that it is told.
func install(args []string) int {
	var err error
	if len(args) == 1 {
		err = launch.CopyBinary(filepath.Join(args[0], "launcher"))
		if err == nil {
			return 0
		}
		err = launch.VolumeNotWritten(err)
	} else {
		err = launch.Failure{
			Code:     "CallIncomplete",
			Message:  fmt.Sprintf("install needs one folder and has %q", args),
			NextStep: "call it as launcher install FOLDER",
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}
