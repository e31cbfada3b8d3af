package kubexec

import (
	"fmt"
	"strings"

	"mooring.dev/launcher/launch"
)

// Call is what mpirun asks for.
type Call struct {
	Pod string
	// Container may be empty in a pod that has only one.
	Container string
	// Command is for sh -c, as rsh would hand it to the user's shell.
	Command string
}

// parse reads the arguments as rsh's: options, a host, a command in one or more words. Hydra and
// OpenMPI name options of rsh that mean nothing here. The host of a worker is its pod's name,
// perhaps with the domain behind it.
func parse(args []string) (Call, error) {
	var call Call
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		if name, ok := strings.CutPrefix(args[0], "--container="); ok {
			call.Container = name
		}
		args = args[1:]
	}
	if len(args) < 2 {
		return call, launch.Failure{
			Code:     "CallIncomplete",
			Message:  fmt.Sprintf("kubexec needs the name of a pod and a command, and has %q", args),
			NextStep: "call it as rsh: launcher kubexec [--container=NAME] POD COMMAND",
		}
	}
	call.Pod, _, _ = strings.Cut(args[0], ".")
	call.Command = strings.Join(args[1:], " ")
	return call, nil
}
