package kubexec

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"mooring.dev/launcher/launch"
)

// Kubernetes' protocols for commands over a WebSocket: the first byte of a message is its channel.
// Only v5, of Kubernetes 1.30, can say that the input has ended.
const (
	v5 = "v5.channel.k8s.io"
	v4 = "v4.channel.k8s.io"

	channelIn     = 0
	channelOut    = 1
	channelErrors = 2
	channelStatus = 3
	channelClose  = 255
)

// A connection that is silent for longer is asked whether it is still there.
const (
	pingEvery  = 30 * time.Second
	pongWithin = 30 * time.Second
)

// once runs the command; the error is notYet if it cannot have started.
func once(ctx context.Context, cluster Cluster, call Call, streams *Streams) (int, error) {
	header, err := cluster.authorization()
	if err != nil {
		return lost, err
	}
	connection, response, err := websocket.Dial(ctx, cluster.exec(call, streams.input != nil), &websocket.DialOptions{
		HTTPClient:   cluster.Client,
		HTTPHeader:   header,
		Subprotocols: []string{v5, v4},
	})
	if err != nil {
		return lost, notConnected(call, response, err)
	}
	defer func() { _ = connection.CloseNow() }()
	connection.SetReadLimit(-1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go keepAlive(ctx, stop, connection)
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		feed(ctx, connection, streams)
	}()
	status, err := relay(ctx, connection, streams)
	// streams.sent is only read once nothing writes it any more.
	stop()
	<-fed
	if err != nil {
		return lost, launch.Failure{
			Code:     "ConnectionLost",
			Message:  fmt.Sprintf("the connection to the command in pod %s broke: %s", call.Pod, err),
			NextStep: "see whether the pod and its node are well; what the command came to is not known",
		}
	}
	return status.exitCode(call, !streams.sent)
}

// notConnected tells what is over from what may pass: a pod that is not there yet or not on a node, a
// server that is busy or starts.
func notConnected(call Call, response *http.Response, err error) error {
	if response == nil {
		return notYet{err.Error()}
	}
	var status status
	said, _ := io.ReadAll(response.Body)
	if json.Unmarshal(said, &status) != nil || status.Message == "" {
		status.Message = fmt.Sprintf("%s: %s", response.Status, said)
	}
	switch code := response.StatusCode; {
	case code == http.StatusNotFound, code == http.StatusConflict, code == http.StatusTooManyRequests, code >= 500:
		return notYet{status.Message}
	case code == http.StatusForbidden, code == http.StatusUnauthorized:
		return launch.Failure{
			Code:     "ExecForbidden",
			Message:  fmt.Sprintf("no command may be run in pod %s: %s", call.Pod, status.Message),
			NextStep: "the job's Role must allow get and create of pods/exec for its workers; delete the Role and the operator makes it again",
		}
	default:
		return launch.Failure{
			Code:     "ExecRefused",
			Message:  fmt.Sprintf("the API server refuses to run a command in pod %s: %s", call.Pod, status.Message),
			NextStep: "correct what it names",
		}
	}
}

func keepAlive(ctx context.Context, stop func(), connection *websocket.Conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pingEvery):
		}
		waiting, done := context.WithTimeout(ctx, pongWithin)
		err := connection.Ping(waiting)
		done()
		if err != nil {
			stop()
			return
		}
	}
}

// feed sends the input until it ends; a connection that breaks is the reader's to tell.
func feed(ctx context.Context, connection *websocket.Conn, streams *Streams) {
	if streams.input == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case chunk, more := <-streams.input:
			if !more {
				if connection.Subprotocol() == v5 {
					_ = connection.Write(ctx, websocket.MessageBinary, []byte{channelClose, channelIn})
				}
				return
			}
			streams.sent = true
			if connection.Write(ctx, websocket.MessageBinary, append([]byte{channelIn}, chunk...)) != nil {
				return
			}
		}
	}
}

// relay hands on the output until the server says how the command ended.
func relay(ctx context.Context, connection *websocket.Conn, streams *Streams) (status, error) {
	for {
		_, message, err := connection.Read(ctx)
		if err != nil {
			return status{}, err
		}
		if len(message) < 2 {
			// A channel is opened by an empty message.
			continue
		}
		switch content := message[1:]; message[0] {
		case channelOut:
			_, err = streams.out.Write(content)
		case channelErrors:
			_, err = streams.errors.Write(content)
		case channelStatus:
			var said status
			return said, json.Unmarshal(content, &said)
		}
		if err != nil {
			return status{}, err
		}
	}
}

// status is Kubernetes' meta/v1 Status, as far as it says how a command ended.
type status struct {
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Details struct {
		Causes []struct {
			Reason  string `json:"reason"`
			Message string `json:"message"`
		} `json:"causes"`
	} `json:"details"`
}

// beforeStart are words of the API server and the kubelet when a connection got as far as one of
// them and no further.
var beforeStart = []string{"unable to upgrade connection", "container not found", "dial tcp", "error dialing backend"}

// exitCode reads how the command ended.
func (s status) exitCode(call Call, repeatable bool) (int, error) {
	if s.Status == "Success" {
		return 0, nil
	}
	for _, cause := range s.Details.Causes {
		if s.Reason == "NonZeroExitCode" && cause.Reason == "ExitCode" {
			if code, err := strconv.Atoi(cause.Message); err == nil {
				return code, nil
			}
		}
	}
	for _, words := range beforeStart {
		if repeatable && strings.Contains(s.Message, words) {
			return lost, notYet{s.Message}
		}
	}
	return lost, launch.Failure{
		Code:     "CommandNotRun",
		Message:  fmt.Sprintf("the command could not be run in pod %s: %s", call.Pod, s.Message),
		NextStep: "see that the worker's image has /bin/sh and that its container runs",
	}
}
