package ship

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"time"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
)

const (
	// largest is what an append blob takes in one block.
	largest = 4 << 20
	// lookups is how often in one pass the end of the blob is asked for; more than that and somebody
	// else writes into it.
	lookups = 5
)

// log is the log of a rank and its blob. The blob's length is the offset in the file from which it
// goes on, and the storage refuses an append anywhere else: so whatever becomes of a request, no byte
// is missing and none is there twice.
type log struct {
	of   *logs
	rank int

	claim claim
	// known is false when the blob may be longer than offset.
	known   bool
	offset  int64
	blocks  int
	shipped time.Time
}

func (l *log) ship(ctx context.Context, flush bool) error {
	file, err := l.of.volume.Open(path.Join(launch.LogsName, strconv.Itoa(l.rank)+".log"))
	if err != nil {
		return notReadable(fmt.Sprintf("the log of rank %d", l.rank), err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return notReadable(fmt.Sprintf("the log of rank %d", l.rank), err)
	}
	for lookup := 0; ; {
		if !l.known {
			lookup++
			if err := l.locate(ctx); err != nil {
				return err
			}
		}
		left := info.Size() - l.offset
		if left < 0 {
			return l.cut()
		}
		if left == 0 || (!flush && !due(l.blocks, left, time.Since(l.shipped))) {
			return nil
		}
		err := l.append(ctx, file, min(left, largest))
		if err == nil {
			continue
		}
		l.known = false
		again := blob.IsElsewhere(err) || blob.IsMissing(err)
		if blob.IsFull(err) || !again || lookup == lookups {
			return l.explain(err)
		}
	}
}

// locate asks the storage how far the blob is. A blob that somebody has removed begins again.
func (l *log) locate(ctx context.Context) error {
	number := l.claim.number
	if l.claim.name == "" {
		number = l.of.lead.number
	}
	found, err := l.of.claim(ctx, l.rank, number)
	if err != nil {
		return err
	}
	l.claim, l.offset, l.blocks, l.known = found, found.found.Size, found.found.Blocks, true
	return nil
}

func (l *log) append(ctx context.Context, file *os.File, size int64) error {
	chunk := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(file, l.offset, size), chunk); err != nil {
		return notReadable(fmt.Sprintf("the log of rank %d", l.rank), err)
	}
	blocks, err := l.of.artifacts.Append(ctx, l.claim.name, l.offset, chunk)
	if err != nil {
		return err
	}
	l.offset += size
	l.blocks = blocks
	l.shipped = time.Now()
	return nil
}

func (l *log) explain(err error) error {
	if !blob.IsFull(err) {
		return err
	}
	return launch.Failure{
		Code:     "LogFull",
		Message:  fmt.Sprintf("the log of rank %d has as many blocks as the storage takes; the rest is only on the node", l.rank),
		NextStep: "have the job print less, or write its own log into an output",
	}
}

func (l *log) cut() error {
	return launch.Failure{
		Code:     "LogCut",
		Message:  fmt.Sprintf("the log of rank %d on the node is shorter than what is uploaded of it", l.rank),
		NextStep: "have the job leave the files in /mooring/logs alone",
	}
}

// scarce is how many of a blob's blocks are used up when the rest is saved, and how.
var scarce = []struct {
	blocks int
	bytes  int64
	wait   time.Duration
}{
	// The last of 50,000 are for the end of the log.
	{49_900, largest, 10 * time.Minute},
	{49_000, 1 << 20, time.Minute},
}

// due says whether so many bytes are worth a block.
func due(blocks int, left int64, waited time.Duration) bool {
	for _, step := range scarce {
		if blocks > step.blocks {
			return left >= step.bytes || waited >= step.wait
		}
	}
	return true
}
