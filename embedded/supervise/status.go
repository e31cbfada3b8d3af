package supervise

import (
	"encoding/json"
	"maps"
	"os"
	"sync"
	"time"
)

// State is one process as the status file shows it. Pid is as seen inside the PID namespace.
type State struct {
	Pid      int       `json:"pid"`
	Ready    bool      `json:"ready"`
	Restarts int       `json:"restarts"`
	Since    time.Time `json:"since"`
	// LastExit says how the process ended last; empty if it never did.
	LastExit string `json:"lastExit,omitempty"`
}

// board keeps the states and publishes each change by an atomic rename.
type board struct {
	path string

	mu     sync.Mutex
	states map[string]State
}

func newBoard(path string) *board {
	return &board{path: path, states: map[string]State{}}
}

func (b *board) update(name string, change func(State) State) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states[name] = change(b.states[name])
	content, err := json.Marshal(b.states)
	if err != nil {
		return err
	}
	next := b.path + ".next"
	if err := os.WriteFile(next, content, 0o644); err != nil {
		return err
	}
	return os.Rename(next, b.path)
}

func (b *board) snapshot() map[string]State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.states)
}
