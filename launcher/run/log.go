package run

import (
	"fmt"
	"os"

	"mooring.dev/launcher/launch"
)

// rankLog is the file that ship uploads. When it cannot be written any more it ends there: a log with
// a hole in it would be worse than one cut short, and a full disk must not stop the training.
type rankLog struct {
	file  *os.File
	fault error
}

// openLog opens it for appending: a container restarted in place goes on in the same file.
func openLog(path string) (*rankLog, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	// ship reads it under another user id, whatever the umask of this container is.
	if err := file.Chmod(0o644); err != nil && !os.IsPermission(err) {
		_ = file.Close()
		return nil, err
	}
	return &rankLog{file: file}, nil
}

func (l *rankLog) write(p []byte) {
	if l.fault != nil || len(p) == 0 {
		return
	}
	if _, err := l.file.Write(p); err != nil {
		l.note(err)
	}
}

func (l *rankLog) note(err error) {
	l.fault = launch.Failure{
		Code:     "LogNotWritten",
		Message:  "the log ends here, its file cannot be written: " + err.Error(),
		NextStep: "free disk space on the node or give the job more ephemeral storage",
	}
	fmt.Fprintln(os.Stderr, l.fault.Error())
}

func (l *rankLog) close() error {
	if err := l.file.Sync(); err != nil && l.fault == nil {
		l.note(err)
	}
	_ = l.file.Close()
	return l.fault
}
