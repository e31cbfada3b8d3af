package ship

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mooring.dev/launcher/blobtest"
	"mooring.dev/launcher/launch"
)

var quick = Times{
	Interval: 5 * time.Millisecond,
	Look:     2 * time.Millisecond,
	First:    time.Millisecond,
	Most:     10 * time.Millisecond,
	Upload:   20 * time.Second,
	Grace:    10 * time.Second,
}

// The test program is its own child: with LAUNCHER_CHILD set it is the launcher in mode ship, to be
// killed.
func TestMain(m *testing.M) {
	if os.Getenv("LAUNCHER_CHILD") == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := open(launch.Root(os.Getenv("MOORING_ROOT")), quick, os.Getenv, func(string) {})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	s.run(ctx)
	os.Exit(0)
}

const artifacts = "azureml/ExperimentRun/dcid.j/"

// pod is a job's pod without its user's container.
type pod struct {
	t       *testing.T
	root    launch.Root
	storage *blobtest.Server
	env     map[string]string
	times   Times

	mu   sync.Mutex
	said []string
}

func newPod(t *testing.T, storage *blobtest.Server, uid string) *pod {
	t.Helper()
	p := &pod{
		t: t, root: launch.Root(t.TempDir()), storage: storage, times: quick,
		env: map[string]string{"POD_UID": uid},
	}
	job, err := json.Marshal(launch.Launch{
		Job:       "j",
		Artifacts: launch.Blobs{SAS: storage.SAS("azureml"), Prefix: "ExperimentRun/dcid.j/"},
		Outputs:   []launch.Output{{Name: "model"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.write(p.root.LaunchFile(), string(job))
	for _, folder := range []string{p.root.DefaultOutput(), p.root.Output("model"), p.root.Logs(), p.root.State()} {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func newStorage(t *testing.T) *blobtest.Server {
	storage := blobtest.New(false)
	t.Cleanup(storage.Close)
	return storage
}

func (p *pod) write(path, content string) {
	p.t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	if err == nil {
		err = os.WriteFile(path, []byte(content), 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *pod) print(rank int, text string) {
	p.t.Helper()
	file, err := os.OpenFile(fmt.Sprintf("%s/%d.log", p.root.Logs(), rank), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = file.WriteString(text)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	_ = file.Close()
}

// start starts ship; the function asks it to stop and waits until it has.
func (p *pod) start() (stop func()) {
	p.t.Helper()
	s, err := open(p.root, p.times, func(name string) string { return p.env[name] }, p.say)
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(p.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.run(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	p.t.Cleanup(stop)
	return stop
}

func (p *pod) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, line)
}

func (p *pod) heard() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.said, "\n")
}

func (p *pod) end(attempt string) {
	p.t.Helper()
	if err := launch.WriteEnded(p.root, launch.Ended{Attempt: attempt}); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pod) receipt(attempt string) launch.Receipt {
	p.t.Helper()
	var got launch.Receipt
	eventually(p.t, "receipt of "+attempt, func() bool {
		var ok bool
		got, ok = launch.ReadReceipt(p.root)
		return ok && got.Attempt == attempt
	})
	return got
}

func (p *pod) has(path, content string) {
	p.t.Helper()
	eventually(p.t, fmt.Sprintf("%s is %.40q", path, content), func() bool {
		got, ok := p.storage.Get(artifacts + path)
		return ok && string(got.Content) == content
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

func TestALogIsSeenWhileItGrows(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.start()
	p.print(0, "")
	p.has("user_logs/std_log.txt", "")
	p.print(0, "epoch 1\n")
	p.has("user_logs/std_log.txt", "epoch 1\n")
	p.print(0, "epoch 2")
	p.has("user_logs/std_log.txt", "epoch 1\nepoch 2")
	p.write(p.root.Logs()+"/my own.log", "x")
	p.write(p.root.Logs()+"/00.log", "x")
	p.end("a")
	p.receipt("a")
	if paths := p.storage.Paths(); !slices.Equal(paths, []string{artifacts + "user_logs/std_log.txt"}) {
		t.Error(paths)
	}
}

func TestTheFirstLineIsNotWaitedFor(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.times.Interval = time.Hour
	p.start()
	p.print(0, "epoch 1\n")
	p.has("user_logs/std_log.txt", "epoch 1\n")
}

func TestEachRankHasItsLog(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.env["RANK"], p.env["WORLD_SIZE"], p.env["MOORING_NPROC"] = "1", "2", "2"
	large := strings.Repeat("x", 9<<20)
	p.print(2, large)
	p.print(3, "three")
	p.start()
	p.has("user_logs/std_log_process_2.txt", large)
	p.has("user_logs/std_log_process_3.txt", "three")
}

func TestAPodThatReplacesAnotherHasANumberForAllItsLogs(t *testing.T) {
	storage := newStorage(t)
	for n, uid := range []string{"u1", "u2", "u3"} {
		p := newPod(t, storage, uid)
		p.env["MOORING_NPROC"] = "2"
		p.print(0, uid)
		if n != 0 {
			// The first pod never got to its second rank.
			p.print(1, uid)
		}
		stop := p.start()
		prefix := []string{"", "retry-001/", "retry-002/"}[n]
		p.has(prefix+"user_logs/std_log_process_0.txt", uid)
		if n != 0 {
			p.has(prefix+"user_logs/std_log_process_1.txt", uid)
		}
		stop()
		// The same pod again goes on where it was.
		p.print(0, "+")
		stop = p.start()
		p.has(prefix+"user_logs/std_log_process_0.txt", uid+"+")
		stop()
	}
}

func TestOutputsAreUploadedOnceAtTheEnd(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	large := strings.Repeat("0123456789abcdef", 33<<16)
	p.write(p.root.DefaultOutput()+"/a b/c%.txt", "c")
	p.write(p.root.DefaultOutput()+"/empty", "")
	p.write(p.root.Output("model")+"/model.pt", large)
	p.write(string(p.root)+"/secret", "secret")
	for to, from := range map[string]string{
		string(p.root) + "/secret": p.root.Output("model") + "/stolen",
		"model.pt":                 p.root.Output("model") + "/latest",
		".":                        p.root.Output("model") + "/again",
	} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(p.root.Output("model")+"/pipe", 0o666); err != nil {
		t.Fatal(err)
	}
	p.print(0, "done")
	stop := p.start()
	p.end("a")
	if receipt := p.receipt("a"); !receipt.OK {
		t.Fatal(receipt)
	}
	p.has("user_logs/std_log.txt", "done")
	p.has("outputs/a b/c%.txt", "c")
	p.has("outputs/empty", "")
	p.has("named-outputs/model/model.pt", large)
	p.has("named-outputs/model/latest", large)
	if len(p.storage.Paths()) != 5 {
		t.Error(p.storage.Paths())
	}
	stop()
	p.start()()
	count := 0
	for _, request := range p.storage.Requests() {
		if strings.HasSuffix(request, "outputs/empty?") {
			count++
		}
	}
	if count != 1 {
		t.Errorf("uploaded %d times", count)
	}
}

func TestANamedOutputMayBeAFile(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	if err := os.Remove(p.root.Output("model")); err != nil {
		t.Fatal(err)
	}
	p.write(p.root.Output("model"), "m")
	p.start()
	p.end("a")
	p.receipt("a")
	p.has("named-outputs/model/model", "m")
}

func TestAnOutputLinkedToASecretIsNotFollowed(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	if err := os.Remove(p.root.Output("model")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(p.root.LaunchFile()), p.root.Output("model")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(p.root.LaunchFile(), p.root.Logs()+"/0.log"); err != nil {
		t.Fatal(err)
	}
	p.start()
	p.end("a")
	p.receipt("a")
	if paths := p.storage.Paths(); len(paths) != 0 {
		t.Error(paths)
	}
}

func TestEachAttemptInPlaceHasItsReceipt(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.start()
	p.print(0, "one\n")
	p.write(p.root.DefaultOutput()+"/x", "1")
	p.end("a")
	p.receipt("a")
	if err := launch.ForgetAttempt(p.root); err != nil {
		t.Fatal(err)
	}
	p.print(0, "two\n")
	p.write(p.root.DefaultOutput()+"/x", "2")
	p.end("b")
	p.receipt("b")
	p.has("user_logs/std_log.txt", "one\ntwo\n")
	p.has("outputs/x", "2")
}

func TestAStopWithoutAnEndUploadsWhatIsThere(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	stop := p.start()
	p.print(0, "killed by the kernel")
	p.write(p.root.DefaultOutput()+"/checkpoint", "half")
	stop()
	p.has("user_logs/std_log.txt", "killed by the kernel")
	p.has("outputs/checkpoint", "half")
}

func TestAStopIsBounded(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.times.Grace = 200 * time.Millisecond
	p.storage.Fail(func(*http.Request) blobtest.Fault { return blobtest.Busy })
	p.print(0, "x")
	stop := p.start()
	p.end("a")
	started := time.Now()
	stop()
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	if _, ok := launch.ReadReceipt(p.root); ok {
		t.Error("a receipt for what is not uploaded")
	}
}

func TestAStorageThatIsAwayIsWaitedFor(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	var mu sync.Mutex
	away := true
	p.storage.Fail(func(*http.Request) blobtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if away {
			return blobtest.Drop
		}
		return blobtest.None
	})
	p.print(0, "x")
	p.start()
	p.end("a")
	eventually(t, "the fault is told", func() bool { return strings.Contains(p.heard(), "StorageNotReachable: ") })
	if strings.Contains(p.heard(), "sig=") {
		t.Error("the signature is told")
	}
	mu.Lock()
	away = false
	mu.Unlock()
	if !p.receipt("a").OK {
		t.Error("not uploaded")
	}
	p.has("user_logs/std_log.txt", "x")
}

func TestWhatCannotBeUploadedIsSaidInTheReceiptAndStillTried(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.times.Upload = 50 * time.Millisecond
	var mu sync.Mutex
	away := true
	p.storage.Fail(func(*http.Request) blobtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if away {
			return blobtest.Busy
		}
		return blobtest.None
	})
	p.print(0, "x")
	p.start()
	p.end("a")
	if receipt := p.receipt("a"); receipt.OK || receipt.Code != "StorageFailing" || receipt.NextStep == "" {
		t.Error(receipt)
	}
	mu.Lock()
	away = false
	mu.Unlock()
	p.has("user_logs/std_log.txt", "x")
}

func TestAnOutputOfALargeFileSurvivesFaults(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	large := strings.Repeat("0123456789abcdef", 41<<16)
	p.write(p.root.Output("model")+"/model.pt", large)
	count := 0
	p.storage.Fail(func(*http.Request) blobtest.Fault {
		count++
		return []blobtest.Fault{blobtest.None, blobtest.DropAfter, blobtest.Busy}[count%3]
	})
	p.start()
	p.end("a")
	if !p.receipt("a").OK {
		t.Fatal(p.heard())
	}
	p.has("named-outputs/model/model.pt", large)
}

func TestAnOutputThatAnotherPodWritesTooIsNotMixed(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	large := strings.Repeat("0123456789abcdef", 33<<16)
	p.write(p.root.Output("model")+"/model.pt", large)
	blocks := 0
	p.storage.Fail(func(r *http.Request) blobtest.Fault {
		if r.URL.Query().Get("comp") == "block" {
			if blocks++; blocks == 3 {
				p.storage.Put(artifacts+"named-outputs/model/model.pt", "of the other pod")
			}
		}
		return blobtest.None
	})
	p.start()
	p.end("a")
	if receipt := p.receipt("a"); !receipt.OK {
		t.Fatal(receipt)
	}
	p.has("named-outputs/model/model.pt", large)
}

func TestBlocksAreSavedWhenTheyAreScarce(t *testing.T) {
	for _, c := range []struct {
		blocks int
		left   int64
		waited time.Duration
		due    bool
	}{
		{49_000, 1, 0, true},
		{49_001, 1, 59 * time.Second, false},
		{49_001, 1, time.Minute, true},
		{49_001, 1 << 20, 0, true},
		{49_901, 1 << 20, time.Minute, false},
		{49_901, 4 << 20, 0, true},
		{49_901, 1, 10 * time.Minute, true},
	} {
		if due(c.blocks, c.left, c.waited) != c.due {
			t.Errorf("%+v", c)
		}
	}
	p := newPod(t, newStorage(t), "u1")
	p.storage.PutBlob(artifacts+"user_logs/std_log.txt", blobtest.Blob{Append: true, Pod: "u1", Blocks: 49_500})
	p.print(0, "first")
	p.start()
	p.has("user_logs/std_log.txt", "first")
	p.print(0, " rest")
	p.end("a")
	p.receipt("a")
	p.has("user_logs/std_log.txt", "first rest")
}

func TestAFullLogSaysSo(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.storage.PutBlob(artifacts+"user_logs/std_log.txt", blobtest.Blob{Append: true, Pod: "u1", Blocks: 50_000})
	p.print(0, "more")
	p.write(p.root.DefaultOutput()+"/x", "1")
	p.start()
	p.end("a")
	if receipt := p.receipt("a"); receipt.Code != "LogFull" {
		t.Error(receipt)
	}
	p.has("outputs/x", "1")
}

func TestALogThatIsCutSaysSo(t *testing.T) {
	p := newPod(t, newStorage(t), "u1")
	p.start()
	p.print(0, "a line")
	p.has("user_logs/std_log.txt", "a line")
	p.write(p.root.Logs()+"/0.log", "")
	p.end("a")
	if receipt := p.receipt("a"); receipt.Code != "LogCut" {
		t.Error(receipt)
	}
}
