package ship

import (
	"net/http"
	"os"
	"path"
	"sync"
	"time"

	"mooring.dev/launcher/launch"
)

// progress tells run that the storage takes what it is given, so that run waits for large outputs
// and does not wait for a storage that is gone.
type progress struct {
	next   http.RoundTripper
	volume *os.Root

	mu   sync.Mutex
	told time.Time
}

// RoundTrip implements http.RoundTripper.
func (p *progress) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := p.next.RoundTrip(request)
	if err == nil && response.StatusCode < 300 {
		p.tell()
	}
	return response, err
}

func (p *progress) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.told) >= time.Second {
		p.told = now
		// Without it run only waits less long.
		_ = p.volume.WriteFile(path.Join(launch.StateName, launch.ProgressName), []byte(now.UTC().Format(time.RFC3339Nano)), 0o644)
	}
}
