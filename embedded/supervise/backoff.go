package supervise

import "time"

const (
	firstDelay = 200 * time.Millisecond
	lastDelay  = 10 * time.Second
	// healthyAfter is how long a process must have run for its next death to count as its first.
	healthyAfter = 30 * time.Second
)

// restartDelay is the wait before start number attempts+1 of a process that ran for lived and had
// died attempts times in a row before; it also returns the new count.
func restartDelay(attempts int, lived time.Duration) (time.Duration, int) {
	if lived >= healthyAfter {
		attempts = 0
	}
	delay := firstDelay
	for range attempts {
		delay = min(2*delay, lastDelay)
	}
	return delay, attempts + 1
}
