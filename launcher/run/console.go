package run

import (
	"bytes"
	"io"
	"sync"
	"time"
)

const (
	nobody = -1
	// hold is how long the beginning of a line waits for its end: progress bars and prompts have none.
	hold = 200 * time.Millisecond
	// longest is the part of a line that does not wait.
	longest = 64 << 10
)

// console is the container's output, which all ranks of the pod share line by line. It is safe for
// use by several goroutines.
type console struct {
	mu  sync.Mutex
	out io.Writer
	// open is the rank whose line on the screen has no end yet.
	open int
}

// emit writes a rank's output. Without a reader of the container's output it is lost, and the log
// has it.
func (c *console) emit(rank int, prefix string, chunk []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var text bytes.Buffer
	if c.open != nobody && c.open != rank {
		text.WriteByte('\n')
		c.open = nobody
	}
	for line := range bytes.SplitAfterSeq(chunk, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if c.open != rank {
			text.WriteString(prefix)
		}
		text.Write(line)
		c.open = rank
		if line[len(line)-1] == '\n' {
			c.open = nobody
		}
	}
	_, _ = c.out.Write(text.Bytes())
}

// lines is a rank's way to the console. It is safe for use by several goroutines.
type lines struct {
	console *console
	rank    int
	prefix  string

	mu      sync.Mutex
	pending []byte
	timer   *time.Timer
}

func (l *lines) write(p []byte) {
	if len(p) == 0 {
		return
	}
	if l.prefix == "" {
		// A single rank has nobody to share a line with.
		l.console.emit(l.rank, "", p)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = append(l.pending, p...)
	whole := bytes.LastIndexByte(l.pending, '\n') + 1
	if len(l.pending)-whole > longest {
		whole = len(l.pending)
	}
	if whole > 0 {
		l.console.emit(l.rank, l.prefix, l.pending[:whole])
		l.pending = append(l.pending[:0], l.pending[whole:]...)
	}
	if len(l.pending) > 0 && l.timer == nil {
		l.timer = time.AfterFunc(hold, l.flush)
	}
}

// flush writes what waits for the end of its line.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timer = nil
	if len(l.pending) > 0 {
		l.console.emit(l.rank, l.prefix, l.pending)
		l.pending = l.pending[:0]
	}
}
