package blob

import (
	"context"
	"fmt"
	"time"
)

// Retry repeats what fails for a reason that may pass, with growing delays.
type Retry struct {
	// Within is how long after its first fault an operation may be tried again.
	Within time.Duration
	// First and Most bound the delays; 250 ms and 15 s without them.
	First time.Duration
	Most  time.Duration
	// Say gets a line each time.
	Say func(line string)
}

// Do tries until it succeeds, fails for good, or takes too long; the error is the last one.
func (r Retry) Do(ctx context.Context, try func(context.Context) error) error {
	delay, most := r.First, r.Most
	if delay == 0 {
		delay, most = 250*time.Millisecond, 15*time.Second
	}
	var fault time.Time
	for {
		err := try(ctx)
		if err == nil || !IsTransient(err) || ctx.Err() != nil {
			return err
		}
		if fault.IsZero() {
			fault = time.Now()
		}
		if time.Since(fault)+delay > r.Within {
			return err
		}
		r.Say(fmt.Sprintf("%v; trying again in %s", err, delay))
		select {
		case <-ctx.Done():
			return err
		case <-time.After(delay):
		}
		delay = min(2*delay, most)
	}
}
