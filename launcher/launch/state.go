package launch

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// Ended says that the user's command is over.
type Ended struct {
	ExitCode int `json:"exitCode"`
	// Attempt is new for each start of the container: a container restarted in place must not take
	// the receipt of the attempt before for its own.
	Attempt string `json:"attempt"`
}

// Receipt says that all of an attempt is uploaded, or why not.
type Receipt struct {
	OK       bool   `json:"ok"`
	Code     string `json:"code,omitempty"`
	Message  string `json:"message,omitempty"`
	NextStep string `json:"nextStep,omitempty"`
	Attempt  string `json:"attempt"`
}

// ReadEnded returns false while there is none.
func ReadEnded(root Root) (Ended, bool) { return readState[Ended](root.Ended()) }

// ReadReceipt returns false while there is none.
func ReadReceipt(root Root) (Receipt, bool) { return readState[Receipt](root.Receipt()) }

// WriteEnded replaces ended.json.
func WriteEnded(root Root, ended Ended) error { return writeState(root.Ended(), ended) }

// WriteReceipt replaces receipt.json.
func WriteReceipt(root Root, receipt Receipt) error { return writeState(root.Receipt(), receipt) }

// ForgetAttempt removes what an attempt before left, the receipt last: with the order turned round
// ship could take the old end for one without a receipt.
func ForgetAttempt(root Root) error {
	for _, path := range []string{root.Ended(), root.Receipt()} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// readState takes a file that is not what it should be for one that is not there: only the user's
// own command could have written it.
func readState[T any](path string) (T, bool) {
	var state T
	content, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(content, &state) != nil {
		var none T
		return none, false
	}
	return state, true
}

func writeState(path string, state any) error {
	content, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return WriteAtomically(path, append(content, '\n'))
}
