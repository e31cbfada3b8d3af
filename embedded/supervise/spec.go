// Package supervise is the first process of a PID namespace: it starts the processes of one node
// (or of the control plane), keeps them running, and takes all of them with it when it ends.
package supervise

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Spec is what one supervisor runs, in the order in which it is started; read from a JSON file.
type Spec struct {
	// Status is the file in which the supervisor publishes the state of its processes.
	Status    string    `json:"status"`
	Processes []Process `json:"processes"`
	// Tmpfs are folders that get an empty file system of the supervisor's own mount namespace.
	Tmpfs []string `json:"tmpfs,omitempty"`
}

// Process is one program. It counts as started when Ready holds; only then the next one starts.
type Process struct {
	Name string   `json:"name"`
	Args []string `json:"args"`
	Env  []string `json:"env,omitempty"`
	// Log takes standard output and standard error.
	Log   string `json:"log"`
	Ready Ready  `json:"ready"`
}

// Ready is a socket that accepts connections; the zero value holds at once.
type Ready struct {
	// Network is "unix" or "tcp".
	Network string `json:"network,omitempty"`
	Address string `json:"address,omitempty"`
}

// ReadSpec reads and checks the spec at path; the error names the path and the first fault.
func ReadSpec(path string) (Spec, error) {
	var spec Spec
	content, err := os.ReadFile(path)
	if err != nil {
		return spec, err
	}
	if err := json.Unmarshal(content, &spec); err != nil {
		return spec, fmt.Errorf("%s: %w", path, err)
	}
	if err := spec.check(); err != nil {
		return spec, fmt.Errorf("%s: %w", path, err)
	}
	return spec, nil
}

func (s Spec) check() error {
	if s.Status == "" {
		return errors.New("status: a file is required")
	}
	if len(s.Processes) == 0 {
		return errors.New("processes: at least one is required")
	}
	seen := map[string]bool{}
	for i, p := range s.Processes {
		switch {
		case p.Name == "":
			return fmt.Errorf("processes[%d].name: a name is required", i)
		case seen[p.Name]:
			return fmt.Errorf("processes[%d].name: %q stands twice", i, p.Name)
		case len(p.Args) == 0:
			return fmt.Errorf("processes[%d].args: %q has no program", i, p.Name)
		case p.Log == "":
			return fmt.Errorf("processes[%d].log: %q has no log file", i, p.Name)
		case p.Ready.Network != "" && p.Ready.Network != "unix" && p.Ready.Network != "tcp":
			return fmt.Errorf("processes[%d].ready.network: %q is neither unix nor tcp", i, p.Ready.Network)
		}
		seen[p.Name] = true
	}
	return nil
}
