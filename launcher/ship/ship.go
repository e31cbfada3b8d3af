// Package ship is the sidecar of a job's pod: it appends what the ranks print to blobs while they
// print it, and uploads their outputs when they are over.
//
// It may be killed at any time and started again. All it knows is in the blobs (how far a log is), in
// the volume (whether the command is over, whether that end has its receipt) and in launch.json.
package ship

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
)

// Times are how long things may take; tests have shorter ones.
type Times struct {
	// Interval is between two looks at the logs.
	Interval time.Duration
	// Look is between two looks at whether the command is over.
	Look time.Duration
	// First and Most bound the delays after faults.
	First time.Duration
	Most  time.Duration
	// Upload is how long after its first fault something may be tried again before the attempt is
	// given up; less than run waits.
	Upload time.Duration
	// Grace is how long it goes on once it is asked to stop; less than the pod's grace period.
	Grace time.Duration
}

// InPods are the times in a pod.
var InPods = Times{
	Interval: time.Second,
	Look:     100 * time.Millisecond,
	First:    250 * time.Millisecond,
	Most:     5 * time.Second,
	Upload:   9 * time.Minute,
	Grace:    25 * time.Second,
}

// Main runs the mode and returns the program's exit code.
func Main(root launch.Root) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	s, err := open(root, InPods, os.Getenv, func(line string) { fmt.Println(line) })
	if err != nil {
		fmt.Fprintln(os.Stderr, launch.FailureOf(err).Error())
		return 1
	}
	s.run(ctx)
	return 0
}

// shipper is the sidecar.
type shipper struct {
	root  launch.Root
	times Times
	say   func(line string)
	job   launch.Launch
	world launch.World
	// pod is this pod's uid.
	pod string
	// volume is opened as a whole: the user's command may put links anywhere in it, and none may lead
	// to the secrets of this container.
	volume    *os.Root
	artifacts blob.Container

	// mu guards logs: they are shipped by the loop and at an end.
	mu   sync.Mutex
	logs logs
}

func open(root launch.Root, times Times, getenv func(string) string, say func(string)) (*shipper, error) {
	job, err := launch.Read(root)
	if err != nil {
		return nil, err
	}
	world, err := launch.WorldOf(getenv)
	if err != nil {
		return nil, err
	}
	pod := getenv("POD_UID")
	if pod == "" {
		return nil, launch.Failure{
			Code:     "EnvironmentInvalid",
			Message:  "POD_UID is not set",
			NextStep: "update the agent on this cluster: it makes the pod",
		}
	}
	volume, err := os.OpenRoot(root.Volume())
	if err != nil {
		return nil, launch.Failure{
			Code:     "PodNotPrepared",
			Message:  "the pod's shared volume cannot be opened: " + err.Error(),
			NextStep: "submit the job again; if that does not help, check the node's disk",
		}
	}
	client := blob.NewHTTP(job.CA)
	client.Transport = &progress{next: client.Transport, volume: volume}
	artifacts, err := blob.Open(client, job.Artifacts.SAS)
	if err != nil {
		return nil, err
	}
	s := &shipper{
		root: root, times: times, say: say, job: job, world: world, pod: pod,
		volume: volume, artifacts: artifacts,
	}
	s.logs = logs{
		volume: volume, artifacts: artifacts, prefix: job.Artifacts.Prefix, world: world, pod: pod,
		byRank: map[int]*log{},
	}
	return s, nil
}

func (s *shipper) retry() blob.Retry {
	return blob.Retry{Within: s.times.Upload, First: s.times.First, Most: s.times.Most, Say: s.say}
}

// shipLogs appends what is new in the logs; flush does so even where blocks are scarce.
func (s *shipper) shipLogs(ctx context.Context, flush bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logs.ship(ctx, flush)
}

// begins tells whether the logs have their first bytes and none of them is uploaded.
func (s *shipper) begins() bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	return s.logs.begin()
}
