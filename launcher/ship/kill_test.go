package ship

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"mooring.dev/launcher/blobtest"
)

// TestNoByteIsLostOrDoubledWhereverItIsKilled kills a real process again and again while two ranks
// print and the storage breaks connections before, after and long before it does what is asked.
func TestNoByteIsLostOrDoubledWhereverItIsKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	faults := rand.New(rand.NewPCG(seed, 2))
	storage := newStorage(t)
	storage.Fail(func(*http.Request) blobtest.Fault {
		// Most requests succeed.
		return blobtest.Fault(max(0, faults.IntN(16)-11))
	})
	p := newPod(t, storage, "u1")
	p.env["MOORING_NPROC"] = "2"
	stop := make(chan struct{})
	var printing sync.WaitGroup
	for rank := range 2 {
		printing.Go(func() { p.keepPrinting(rank, seed, stop) })
	}
	for range 25 {
		before := len(storage.Requests())
		child := p.startProcess()
		eventually(t, "the process has begun", func() bool { return len(storage.Requests()) > before })
		time.Sleep(time.Duration(dice.IntN(30_000)) * time.Microsecond)
		_ = child.Process.Kill()
		_ = child.Wait()
	}
	close(stop)
	printing.Wait()
	p.startProcess()
	p.end("a")
	if receipt := p.receipt("a"); !receipt.OK {
		t.Fatal(receipt)
	}
	storage.Settle()
	for rank := range 2 {
		want, err := os.ReadFile(fmt.Sprintf("%s/%d.log", p.root.Logs(), rank))
		got, _ := storage.Get(artifacts + fmt.Sprintf("user_logs/std_log_process_%d.txt", rank))
		if err != nil || len(want) == 0 || string(got.Content) != string(want) {
			t.Errorf("rank %d: %d bytes uploaded of %d, %v", rank, len(got.Content), len(want), err)
		}
		t.Logf("rank %d: %d bytes in %d blocks", rank, len(want), got.Blocks)
	}
	if paths := storage.Paths(); len(paths) != 2 {
		t.Error(paths)
	}
}

func (p *pod) keepPrinting(rank int, seed uint64, stop <-chan struct{}) {
	dice := rand.New(rand.NewPCG(seed, uint64(10+rank)))
	for line := 0; ; line++ {
		select {
		case <-stop:
			return
		case <-time.After(time.Duration(dice.IntN(3000)) * time.Microsecond):
			p.print(rank, fmt.Sprintf("rank %d line %d %x\n", rank, line, make([]byte, dice.IntN(200))))
		}
	}
}

func (p *pod) startProcess() *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), "LAUNCHER_CHILD=ship", "MOORING_ROOT="+string(p.root))
	for name, value := range p.env {
		child.Env = append(child.Env, name+"="+value)
	}
	if err := child.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = child.Process.Kill() })
	return child
}
