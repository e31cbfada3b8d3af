package ship

import (
	"context"
	"time"

	"mooring.dev/launcher/launch"
)

// ending is the upload of an attempt that is over.
type ending struct {
	attempt string
	cancel  context.CancelFunc
	done    chan struct{}
}

// run ships until it is asked to stop, and then what is left.
func (s *shipper) run(ctx context.Context) {
	// Uploads that are under way when the stop comes get the grace period.
	grace, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.times.Grace, cancel) })()

	var end *ending
	told := ""
	delay := s.times.Interval
	for ctx.Err() == nil {
		end = s.follow(grace, end)
		err := s.shipLogs(ctx, false)
		switch {
		case ctx.Err() != nil:
		case err == nil:
			if told != "" {
				s.say("logs are being uploaded again")
			}
			told, delay = "", s.times.Interval
		default:
			if told == "" {
				delay = s.times.First
			}
			if failure := s.failure(err); failure.Code != told {
				told = failure.Code
				s.say(failure.Error())
			}
			delay = min(2*delay, s.times.Most)
		}
		s.pause(ctx, delay, end, told == "")
	}
	s.leave(grace, end)
}

// pause waits, but no longer than until an attempt ends, or, if eager, until the logs begin: somebody
// may be waiting for the first line.
func (s *shipper) pause(ctx context.Context, delay time.Duration, end *ending, eager bool) {
	timeout := time.After(delay)
	ticks := time.NewTicker(s.times.Look)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timeout:
			return
		case <-ticks.C:
			if eager && s.begins() {
				return
			}
			if ended, ok := launch.ReadEnded(s.root); ok && (end == nil || end.attempt != ended.Attempt) {
				if receipt, ok := launch.ReadReceipt(s.root); !ok || receipt.Attempt != ended.Attempt {
					return
				}
			}
		}
	}
}

// follow begins the upload of an attempt that is over and has no receipt, once, and gives up that of
// an attempt whose container has been started again.
func (s *shipper) follow(ctx context.Context, end *ending) *ending {
	ended, over := launch.ReadEnded(s.root)
	if end != nil && (!over || end.attempt != ended.Attempt) {
		end.cancel()
		<-end.done
		end = nil
	}
	if !over || end != nil {
		return end
	}
	if receipt, ok := launch.ReadReceipt(s.root); ok && receipt.Attempt == ended.Attempt {
		return nil
	}
	return s.begin(ctx, ended.Attempt)
}

func (s *shipper) begin(ctx context.Context, attempt string) *ending {
	ctx, cancel := context.WithCancel(ctx)
	end := &ending{attempt: attempt, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(end.done)
		defer cancel()
		err := s.uploadAll(ctx)
		if ctx.Err() != nil && err != nil {
			// Stopped, or started again: the next one has the say about this attempt.
			s.say(s.failure(err).Error())
			return
		}
		s.writeReceipt(ctx, s.receipt(attempt, err))
	}()
	return end
}

func (s *shipper) receipt(attempt string, err error) launch.Receipt {
	if err == nil {
		s.say("logs and outputs are uploaded")
		return launch.Receipt{OK: true, Attempt: attempt}
	}
	failure := s.failure(err)
	s.say(failure.Error())
	return launch.Receipt{
		Code: failure.Code, Message: failure.Message, NextStep: failure.NextStep, Attempt: attempt,
	}
}

// writeReceipt tries until it is written: run waits for nothing else.
func (s *shipper) writeReceipt(ctx context.Context, receipt launch.Receipt) {
	for {
		err := launch.WriteReceipt(s.root, receipt)
		if err == nil {
			return
		}
		s.say("the receipt cannot be written, trying again: " + err.Error())
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.times.Most):
		}
	}
}

// leave ships what is left. Without an end the user's container died, or was stopped, without a word:
// then it is everything.
func (s *shipper) leave(ctx context.Context, end *ending) {
	end = s.follow(ctx, end)
	if end != nil {
		<-end.done
	}
	if ctx.Err() != nil {
		return
	}
	var err error
	ended, over := launch.ReadEnded(s.root)
	receipt, ok := launch.ReadReceipt(s.root)
	if over && ok && receipt.OK && receipt.Attempt == ended.Attempt {
		err = s.shipLogs(ctx, true)
	} else {
		err = s.uploadAll(ctx)
	}
	if err != nil {
		s.say(s.failure(err).Error())
	}
}
