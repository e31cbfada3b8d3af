package kubexec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"mooring.dev/launcher/launch"
)

const success = `{"status":"Success"}`

var quick = Patience{Within: 5 * time.Second, First: time.Millisecond, Longest: 5 * time.Millisecond}

// answer plays the API server for one try: it refuses, or takes the WebSocket.
type answer func(t *testing.T, w http.ResponseWriter, r *http.Request)

func refuse(code int, message string) answer {
	return func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = fmt.Fprintf(w, `{"kind":"Status","status":"Failure","message":%q}`, message)
	}
}

func accept(protocol string, talk func(t *testing.T, c *websocket.Conn)) answer {
	return func(t *testing.T, w http.ResponseWriter, r *http.Request) {
		connection, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}})
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = connection.CloseNow() }()
		talk(t, connection)
	}
}

func say(t *testing.T, c *websocket.Conn, channel byte, content string) {
	t.Helper()
	if err := c.Write(t.Context(), websocket.MessageBinary, append([]byte{channel}, content...)); err != nil {
		t.Error(err)
	}
}

func ends(status string) answer {
	return accept(v5, func(t *testing.T, c *websocket.Conn) { say(t, c, channelStatus, status) })
}

// serve answers one try after the other; the last answer is given again.
func serve(t *testing.T, answers ...answer) (Cluster, *[]*http.Request) {
	t.Helper()
	var tries atomic.Int32
	requests := &[]*http.Request{}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*requests = append(*requests, r)
		answers[min(int(tries.Add(1)), len(answers))-1](t, w, r)
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Cluster{Server: *address, Namespace: "lab", TokenFile: token, Client: server.Client()}, requests
}

func TestACommandsOutputAndExitCodeComeBack(t *testing.T) {
	cluster, requests := serve(t, accept(v5, func(t *testing.T, c *websocket.Conn) {
		say(t, c, channelOut, "")
		say(t, c, channelOut, "one ")
		say(t, c, channelErrors, "oh")
		say(t, c, channelOut, strings.Repeat("x", 100_000))
		say(t, c, channelStatus, `{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}`)
	}))
	var out, errs bytes.Buffer
	code, err := Run(t.Context(), cluster, Call{Pod: "j-worker-1", Container: "mpi", Command: "orted -x 'a b'"}, quick,
		&Streams{out: &out, errors: &errs})
	if code != 7 || err != nil {
		t.Error(code, err)
	}
	if out.String() != "one "+strings.Repeat("x", 100_000) || errs.String() != "oh" {
		t.Errorf("%d bytes, %q", out.Len(), errs.String())
	}
	request := (*requests)[0]
	if request.URL.Path != "/api/v1/namespaces/lab/pods/j-worker-1/exec" {
		t.Error(request.URL.Path)
	}
	want := url.Values{
		"command": {"/bin/sh", "-c", "orted -x 'a b'"}, "container": {"mpi"}, "stdout": {"true"}, "stderr": {"true"},
	}
	if got := request.URL.Query(); !reflect.DeepEqual(got, want) {
		t.Error(got)
	}
	if got := request.Header.Get("Authorization"); got != "Bearer secret" {
		t.Error(got)
	}
}

func TestTheInputGoesInAndItsEndIsTold(t *testing.T) {
	var got []byte
	cluster, requests := serve(t, accept(v5, func(t *testing.T, c *websocket.Conn) {
		for {
			_, message, err := c.Read(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			if message[0] == channelClose {
				if message[1] != channelIn {
					t.Error(message)
				}
				break
			}
			got = append(got, message[1:]...)
		}
		say(t, c, channelStatus, success)
	}))
	input := strings.Repeat("line\n", 20_000)
	code, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "cat"}, quick,
		&Streams{input: chunks(strings.NewReader(input)), out: &bytes.Buffer{}, errors: &bytes.Buffer{}})
	if code != 0 || err != nil {
		t.Error(code, err)
	}
	if string(got) != input {
		t.Errorf("%d of %d bytes", len(got), len(input))
	}
	if (*requests)[0].URL.Query().Get("stdin") != "true" {
		t.Error("stdin was not asked for")
	}
}

func TestAnOlderServerIsSpokenToInItsProtocol(t *testing.T) {
	cluster, _ := serve(t, accept(v4, func(t *testing.T, c *websocket.Conn) {
		if _, message, err := c.Read(t.Context()); err != nil || string(message) != "\x00hi" {
			t.Error(message, err)
		}
		say(t, c, channelStatus, success)
	}))
	code, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "cat"}, quick,
		&Streams{input: chunks(strings.NewReader("hi")), out: &bytes.Buffer{}, errors: &bytes.Buffer{}})
	if code != 0 || err != nil {
		t.Error(code, err)
	}
}

func TestAPodThatIsNotUpYetIsTriedAgain(t *testing.T) {
	cluster, requests := serve(t,
		refuse(http.StatusNotFound, `pods "p" not found`),
		refuse(http.StatusConflict, "pod p does not have a host assigned"),
		refuse(http.StatusInternalServerError, `unable to upgrade connection: container not found ("mpi")`),
		// Since Kubernetes 1.30 the API server takes the WebSocket before it asks the kubelet.
		ends(`{"status":"Failure","reason":"InternalError","message":"Internal error occurred: unable to upgrade connection: container not found (\"mpi\")"}`),
		ends(success))
	code, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "true"}, quick, &Streams{})
	if code != 0 || err != nil || len(*requests) != 5 {
		t.Error(code, err, len(*requests))
	}
}

func TestPatienceEnds(t *testing.T) {
	cluster, _ := serve(t, refuse(http.StatusNotFound, `pods "p" not found`))
	_, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "true"},
		Patience{Within: 20 * time.Millisecond, First: time.Millisecond, Longest: time.Millisecond}, &Streams{})
	expect(t, err, `WorkerNotReached: no command could be started in pod p for 20ms: pods "p" not found. Next: see why it does not run: kubectl -n lab describe pod p`)
}

func TestWhatWaitingDoesNotMendIsNotTriedAgain(t *testing.T) {
	for name, given := range map[string]struct {
		answer answer
		code   string
	}{
		"no right":     {refuse(http.StatusForbidden, "no"), "ExecForbidden"},
		"no container": {refuse(http.StatusBadRequest, "container x is not valid for pod p"), "ExecRefused"},
		"no shell":     {ends(`{"status":"Failure","message":"OCI runtime exec failed: no /bin/sh"}`), "CommandNotRun"},
		"cut off":      {accept(v5, func(*testing.T, *websocket.Conn) {}), "ConnectionLost"},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, requests := serve(t, given.answer)
			code, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "true"}, quick, &Streams{})
			failure, ok := errors.AsType[launch.Failure](err)
			if code != lost || !ok || failure.Code != given.code || len(*requests) != 1 {
				t.Error(code, err, len(*requests))
			}
		})
	}
}

func TestInputThatWasGivenAwayIsNotGivenAgain(t *testing.T) {
	cluster, requests := serve(t, accept(v5, func(t *testing.T, c *websocket.Conn) {
		_, _, _ = c.Read(t.Context())
		say(t, c, channelStatus, `{"status":"Failure","message":"dial tcp: refused"}`)
	}))
	_, err := Run(t.Context(), cluster, Call{Pod: "p", Command: "cat"}, quick,
		&Streams{input: chunks(strings.NewReader("hi"))})
	if failure, ok := errors.AsType[launch.Failure](err); !ok || failure.Code != "CommandNotRun" || len(*requests) != 1 {
		t.Error(err, len(*requests))
	}
}

func TestACallThatIsStoppedReturns(t *testing.T) {
	cluster, _ := serve(t, accept(v5, func(t *testing.T, c *websocket.Conn) { _, _, _ = c.Read(t.Context()) }))
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := Run(ctx, cluster, Call{Pod: "p", Command: "sleep 9"}, quick, &Streams{}); err == nil {
		t.Error("no error")
	}
}

func TestTheCallIsThatOfRsh(t *testing.T) {
	for _, given := range []struct {
		args []string
		want Call
	}{
		{[]string{"p", "orted", "-mca", "x"}, Call{Pod: "p", Command: "orted -mca x"}},
		{[]string{"--container=main", "-x", "p.j.lab.svc", "PATH=/a; orted"}, Call{Pod: "p", Container: "main", Command: "PATH=/a; orted"}},
	} {
		if got, err := parse(given.args); got != given.want || err != nil {
			t.Error(got, err)
		}
	}
	_, err := parse([]string{"-n", "p"})
	expect(t, err, `CallIncomplete: kubexec needs the name of a pod and a command, and has ["p"]. Next: call it as rsh: launcher kubexec [--container=NAME] POD COMMAND`)
}

func TestNoInputIsTakenFromDevNull(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if attached(null, nil, nil).input != nil {
		t.Error("an input")
	}
	reading, writing, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = writing.Close()
	if attached(reading, nil, nil).input == nil {
		t.Error("no input")
	}
}

func expect(t *testing.T, err error, line string) {
	t.Helper()
	if err == nil || err.Error() != line {
		t.Errorf("%v, not %s", err, line)
	}
}
