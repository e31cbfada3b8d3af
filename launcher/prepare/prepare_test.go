package prepare

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/blobtest"
	"mooring.dev/launcher/launch"
)

type pod struct {
	t       *testing.T
	root    launch.Root
	storage *blobtest.Server
	job     launch.Launch
	retries atomic.Int32
}

func newPod(t *testing.T, secure bool) *pod {
	storage := blobtest.New(secure)
	t.Cleanup(storage.Close)
	return &pod{t: t, root: launch.Root(t.TempDir()), storage: storage, job: launch.Launch{
		Job:       "j",
		Code:      &launch.Blobs{SAS: storage.SAS("code"), Prefix: "src/"},
		Artifacts: launch.Blobs{SAS: storage.SAS("azureml"), Prefix: "ExperimentRun/dcid.j/"},
	}}
}

func (p *pod) prepare() error {
	p.t.Helper()
	content, err := json.Marshal(p.job)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(p.root.LaunchFile()), 0o777)
	}
	if err == nil {
		err = os.WriteFile(p.root.LaunchFile(), content, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	retry := blob.Retry{
		Within: 300 * time.Millisecond, First: time.Millisecond, Most: 10 * time.Millisecond,
		Say: func(string) { p.retries.Add(1) },
	}
	return Run(p.t.Context(), p.root, retry)
}

func (p *pod) mustPrepare() {
	p.t.Helper()
	if err := p.prepare(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pod) mustFail(code string) {
	p.t.Helper()
	err := p.prepare()
	if err == nil || !strings.HasPrefix(launch.FailureOf(err).Error(), code+": ") {
		p.t.Fatalf("wanted %s, got %v", code, err)
	}
	line := launch.FailureOf(err).Error()
	if strings.Contains(line, "sig=") || strings.Contains(line, "\n") || !strings.Contains(line, ". Next: ") {
		p.t.Fatalf("not a line to show: %s", line)
	}
}

func (p *pod) has(path, content string) {
	p.t.Helper()
	got, err := os.ReadFile(string(p.root) + path)
	if err != nil || string(got) != content {
		p.t.Fatalf("%s is %q, %v", path, got, err)
	}
}

func TestFetchesCodeAndInputs(t *testing.T) {
	p := newPod(t, false)
	p.job.Inputs = []launch.Input{
		{Name: "data", Kind: launch.Folder, Blobs: launch.Blobs{SAS: p.storage.SAS("store"), Prefix: "data"}},
		{Name: "one", Kind: launch.File, Blobs: launch.Blobs{SAS: p.storage.SAS("store"), Prefix: "data/b c.txt"}},
	}
	p.job.Outputs = []launch.Output{{Name: "model"}}
	for path, content := range map[string]string{
		"code/src/train.py": "print(1)", "code/src/lib/a.py": "a", "code/src/lib/b.py": "b", "code/src/empty": "",
		"code/src/100% Ünïcode+&?#.py": "u", "code/src/lib": "", "code/other": "no",
		"store/data/b c.txt": "x", "store/data/sub/d.txt": "y", "store/database/e.txt": "no",
	} {
		p.storage.Put(path, content)
	}
	p.mustPrepare()
	p.has("/mooring/code/train.py", "print(1)")
	p.has("/mooring/code/lib/b.py", "b")
	p.has("/mooring/code/empty", "")
	p.has("/mooring/code/100% Ünïcode+&?#.py", "u")
	p.has("/mooring/inputs/data/sub/d.txt", "y")
	p.has("/mooring/inputs/one", "x")
	if _, err := os.Stat(p.root.Inputs() + "/data/base"); err == nil {
		t.Error("fetched of a folder with a longer name")
	}
	for _, folder := range []string{
		p.root.Code(), p.root.Code() + "/lib", p.root.DefaultOutput(), p.root.Output("model"), p.root.Logs(), p.root.State(),
	} {
		if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o777 {
			t.Errorf("%s: %v, %v", folder, info, err)
		}
	}
	if info, err := os.Stat(p.root.Binary()); err != nil || info.Mode().Perm() != 0o755 || info.Size() == 0 {
		t.Errorf("binary: %v, %v", info, err)
	}
}

func TestSecondTimeRepairsWithoutFetchingAgain(t *testing.T) {
	p := newPod(t, false)
	p.storage.Put("code/src/a.py", "a")
	p.storage.Put("code/src/b.py", "b")
	p.mustPrepare()
	if err := os.WriteFile(p.root.Code()+"/b.py", []byte("B"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := len(p.storage.Requests())
	p.mustPrepare()
	p.has("/mooring/code/b.py", "b")
	again := p.storage.Requests()[before:]
	if slices.Contains(again, "GET /code/src/a.py?") || !slices.Contains(again, "GET /code/src/b.py?") {
		t.Errorf("asked for %v", again)
	}
}

func TestALargeFileSurvivesABrokenConnection(t *testing.T) {
	p := newPod(t, false)
	content := strings.Repeat("0123456789abcdef", 1<<20)[:9<<20]
	p.storage.Put("code/src/large", content)
	count := 0
	p.storage.Fail(func(*http.Request) blobtest.Fault {
		count++
		return []blobtest.Fault{blobtest.None, blobtest.Drop, blobtest.Busy}[count%3]
	})
	p.mustPrepare()
	p.has("/mooring/code/large", content)
	if p.retries.Load() == 0 {
		t.Error("nothing was tried again")
	}
}

func TestACertificateOfItsOwn(t *testing.T) {
	p := newPod(t, true)
	p.storage.Put("code/src/a.py", "a")
	p.storage.Config.ErrorLog = nil
	p.mustFail("StorageNotTrusted")
	if p.retries.Load() > 0 {
		t.Error("a certificate does not get better by waiting")
	}
	p.job.CA = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.storage.Certificate().Raw}))
	p.mustPrepare()
	p.has("/mooring/code/a.py", "a")
}

func TestFailuresSayWhatToDo(t *testing.T) {
	t.Run("no code", func(t *testing.T) { newPod(t, false).mustFail("CodeNotFound") })
	t.Run("without code", func(t *testing.T) {
		p := newPod(t, false)
		p.job.Code = nil
		p.mustPrepare()
	})
	t.Run("no input", func(t *testing.T) {
		p := newPod(t, false)
		p.job.Code = nil
		p.job.Inputs = []launch.Input{{Name: "i", Kind: launch.File, Blobs: launch.Blobs{SAS: p.storage.SAS("s"), Prefix: "x"}}}
		p.mustFail("InputNotFound")
	})
	t.Run("signature", func(t *testing.T) {
		p := newPod(t, false)
		p.job.Code.SAS = p.storage.URL + "/code?sig=old"
		p.mustFail("StorageRefused")
		if p.retries.Load() > 0 {
			t.Error("a refusal was tried again")
		}
	})
	t.Run("unreachable", func(t *testing.T) {
		p := newPod(t, false)
		p.storage.Close()
		p.mustFail("StorageNotReachable")
		if p.retries.Load() == 0 {
			t.Error("was not tried again")
		}
	})
	t.Run("names", func(t *testing.T) {
		p := newPod(t, false)
		p.job.Outputs = []launch.Output{{Name: ".."}}
		p.mustFail("LaunchFileInvalid")
	})
	for _, name := range []string{"../x", "a/../../x", "a//x", "./x", "/x"} {
		t.Run("path "+name, func(t *testing.T) {
			p := newPod(t, false)
			p.storage.Put("code/src/"+name, "evil")
			p.mustFail("PathRefused")
		})
	}
}

func TestNothingIsWrittenThroughALink(t *testing.T) {
	p := newPod(t, false)
	p.job.Code.Prefix = ""
	p.storage.Put("code/out/x", "evil")
	outside := t.TempDir()
	if err := os.MkdirAll(p.root.Code(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, p.root.Code()+"/out"); err != nil {
		t.Fatal(err)
	}
	p.mustFail("VolumeNotWritten")
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Error("written outside of the folder")
	}
}

func TestStopEndsTheWaiting(t *testing.T) {
	p := newPod(t, false)
	p.storage.Close()
	p.job.Inputs = nil
	if err := p.prepare(); err == nil {
		t.Fatal("succeeded")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	started := time.Now()
	retry := blob.Retry{Within: time.Hour, First: time.Hour, Most: time.Hour, Say: func(string) {}}
	if err := Run(ctx, p.root, retry); err == nil || time.Since(started) > 10*time.Second {
		t.Error("went on")
	}
}
