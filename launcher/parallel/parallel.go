// Package parallel runs work while more of it is still being found.
package parallel

import (
	"context"
	"sync"
)

// Work is one thing to do.
type Work func(context.Context) error

// Run runs what produce begins, at most workers at a time, and returns the first error; it stops the
// rest. begin blocks while all workers are busy.
func Run(ctx context.Context, workers int, produce func(ctx context.Context, begin func(Work)) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	seats := make(chan struct{}, workers)
	begin := func(work Work) {
		seats <- struct{}{}
		group.Go(func() {
			defer func() { <-seats }()
			if ctx.Err() != nil {
				return
			}
			if err := work(ctx); err != nil {
				cancel(err)
			}
		})
	}
	if err := produce(ctx, begin); err != nil {
		cancel(err)
	}
	group.Wait()
	// The first cause stays; what failed because of it comes later.
	return context.Cause(ctx)
}
