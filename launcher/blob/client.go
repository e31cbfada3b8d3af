// Package blob speaks as much of the Azure Blob protocol as the launcher needs, to containers given
// as signed URLs. It never puts such a URL into an error.
package blob

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const version = "2021-12-02"

// patience is what a request may take at least; slowest, in bytes a second, is what it may take
// besides for what it carries. A peer that is gone without a word is noticed by these alone.
const (
	patience = 60 * time.Second
	slowest  = 64 << 10
)

// NewHTTP makes the HTTP client of all containers, which trusts the system's certificates and those
// of ca (PEM, may be empty).
func NewHTTP(ca string) *http.Client {
	pool, err := x509.SystemCertPool()
	if err != nil {
		// An image without certificates has none to trust but ca.
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM([]byte(ca))
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
			TLSClientConfig:       &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:   10 * time.Second,
			ResponseHeaderTimeout: patience,
			IdleConnTimeout:       60 * time.Second,
			MaxIdleConnsPerHost:   16,
			Protocols:             protocols,
			// A blob stored with Content-Encoding gzip must arrive as it is stored.
			DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Container is a container of blobs. It is safe for use by several goroutines.
type Container struct {
	http *http.Client
	base *url.URL
}

// Open takes a container's URL with its signature as the query.
func Open(client *http.Client, sas string) (Container, error) {
	base, err := url.Parse(sas)
	if err != nil || base.Host == "" {
		// Not the parser's error: it repeats the URL.
		return Container{}, fmt.Errorf("the URL of a container is malformed")
	}
	return Container{http: client, base: base}, nil
}

// Host is where the container is, for messages.
func (c Container) Host() string { return c.base.Host }

type request struct {
	method string
	// blob is empty for a request to the container.
	blob   string
	query  url.Values
	header map[string]string
	// body makes the body anew, because a request may go out again on another connection.
	body func() io.Reader
	size int64
	// receives is how many bytes are to come back.
	receives int64
	// accept takes a response below 300; without it the body is dropped.
	accept func(*http.Response) error
}

func (c Container) do(ctx context.Context, r request) error {
	limit := patience + time.Duration((r.size+r.receives)/slowest)*time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	call, err := c.build(ctx, r)
	if err != nil {
		return err
	}
	response, err := c.http.Do(call)
	if err != nil {
		return c.broken(r, err)
	}
	defer func() {
		// What is read to its end leaves the connection for the next request.
		_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
		_ = response.Body.Close()
	}()
	if response.StatusCode >= 300 {
		return c.refused(r, response)
	}
	if r.accept == nil {
		return nil
	}
	return r.accept(response)
}

func (c Container) build(ctx context.Context, r request) (*http.Request, error) {
	at := *c.base
	if len(r.query) > 0 {
		// The signature stays byte for byte as it was given.
		at.RawQuery += "&" + r.query.Encode()
	}
	if r.blob != "" {
		at.Path = strings.TrimSuffix(at.Path, "/") + "/" + r.blob
		at.RawPath = strings.TrimSuffix(c.base.EscapedPath(), "/") + "/" + escape(r.blob)
	}
	call, err := http.NewRequestWithContext(ctx, r.method, at.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("cannot ask for blob %q", r.blob)
	}
	call.Header.Set("x-ms-version", version)
	for name, value := range r.header {
		call.Header.Set(name, value)
	}
	if r.body != nil && r.size > 0 {
		call.ContentLength = r.size
		call.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(r.body()), nil }
		call.Body, _ = call.GetBody()
	} else if r.method == http.MethodPut {
		// A length of 0 must be said; without a body Go leaves the header out otherwise.
		call.Body = http.NoBody
		call.ContentLength = 0
	}
	return call, nil
}

func escape(name string) string {
	steps := strings.Split(name, "/")
	for i, step := range steps {
		steps[i] = url.PathEscape(step)
	}
	return strings.Join(steps, "/")
}
