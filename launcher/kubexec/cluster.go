package kubexec

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mooring.dev/launcher/launch"
)

// account is where Kubernetes mounts what a pod needs to call its API server.
const account = "/var/run/secrets/kubernetes.io/serviceaccount"

// Cluster is the API server as a pod of a job reaches it.
type Cluster struct {
	Server    url.URL
	Namespace string
	// TokenFile is read for each request: the kubelet renews it.
	TokenFile string
	// Client speaks HTTP/1.1, which can be upgraded.
	Client *http.Client
}

// inCluster reads what Kubernetes tells every pod.
func inCluster() (Cluster, error) {
	host, port := os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return Cluster{}, notInPod(errors.New("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"))
	}
	authorities, err := os.ReadFile(filepath.Join(account, "ca.crt"))
	if err != nil {
		return Cluster{}, notInPod(err)
	}
	namespace, err := os.ReadFile(filepath.Join(account, "namespace"))
	if err != nil {
		return Cluster{}, notInPod(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authorities)
	return Cluster{
		Server:    url.URL{Scheme: "https", Host: net.JoinHostPort(host, port)},
		Namespace: strings.TrimSpace(string(namespace)),
		TokenFile: filepath.Join(account, "token"),
		Client: &http.Client{Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSClientConfig:     &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: 10 * time.Second,
		}},
	}, nil
}

func notInPod(err error) error {
	return launch.Failure{
		Code:     "NoServiceAccount",
		Message:  "the API server cannot be called from here: " + err.Error(),
		NextStep: "run it in the launcher's pod and leave automountServiceAccountToken on there",
	}
}

// exec is the address of a command in a container.
func (c Cluster) exec(call Call, stdin bool) string {
	address := c.Server
	address.Path = "/api/v1/namespaces/" + c.Namespace + "/pods/" + call.Pod + "/exec"
	query := url.Values{"command": {"/bin/sh", "-c", call.Command}, "stdout": {"true"}, "stderr": {"true"}}
	if stdin {
		query.Set("stdin", "true")
	}
	if call.Container != "" {
		query.Set("container", call.Container)
	}
	address.RawQuery = query.Encode()
	return address.String()
}

func (c Cluster) authorization() (http.Header, error) {
	token, err := os.ReadFile(c.TokenFile)
	if err != nil {
		return nil, notInPod(err)
	}
	return http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(token))}}, nil
}
