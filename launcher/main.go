// Command launcher is the one program of Mooring in a job's pod. Its first argument is the mode:
//
//	prepare   init container: copies this program into the shared volume, fetches code and inputs
//	run       the user's container: starts the ranks, keeps their output, waits for the upload
//	ship      sidecar: appends the ranks' logs to the blob storage, uploads the outputs
//
// MOORING_ROOT, empty in a pod, is put before every path (/mooring, /mooring-launch), so that tests
// run in a folder of their own.
package main

import (
	"fmt"
	"os"

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
	default:
		fmt.Fprintln(os.Stderr, launch.Failure{
			Code:     "ModeUnknown",
			Message:  fmt.Sprintf("the launcher has no mode %q", name),
			NextStep: "start it as prepare, run or ship",
		}.Error())
		return 2
	}
}
