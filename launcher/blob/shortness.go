package blob

import (
	"errors"
	"io"
	"sync/atomic"
)

// shortness notices when a part of a file ends before its size: the HTTP client's own error for it
// looks like a broken connection. The client may still read when its request has ended.
type shortness struct {
	short atomic.Bool
}

func (s *shortness) isShort() bool { return s.short.Load() }

func (s *shortness) watch(part section) io.Reader {
	return &watched{io.NewSectionReader(part.file, part.from, part.size), part.size, s}
}

type watched struct {
	reader io.Reader
	left   int64
	told   *shortness
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.reader.Read(p)
	w.left -= int64(n)
	if errors.Is(err, io.EOF) && w.left > 0 {
		w.told.short.Store(true)
	}
	return n, err
}
