// Package blobtest is a blob storage in memory for tests: the calls that the launcher makes, with the
// answers that Azure gives, and faults at will.
package blobtest

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is what becomes of a request instead of an answer.
type Fault int

// Faults.
const (
	None Fault = iota
	// Busy is answered 503.
	Busy
	// Drop breaks the connection before anything is done.
	Drop
	// DropAfter does what is asked and breaks the connection instead of answering.
	DropAfter
	// Late breaks the connection, and does what is asked some time after that.
	Late
)

// Signature is the query of all containers' URLs.
const Signature = "sv=2021-12-02&sig=a%2Bb%3D"

// Modified is the time of all blobs.
var Modified = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Blob is a stored blob.
type Blob struct {
	Content []byte
	Append  bool
	Pod     string
	// Blocks is how many appends it took.
	Blocks    int
	staged    map[string][]byte
	committed map[string][]byte
}

// Server is the storage. It is safe for use by several goroutines.
type Server struct {
	*httptest.Server
	mu       sync.Mutex
	blobs    map[string]*Blob
	requests []string
	asking   sync.Mutex
	fault    func(*http.Request) Fault
	late     sync.WaitGroup
	// PageSize is how many blobs a listing has at most.
	PageSize int
}

// New starts a storage with HTTP, or with HTTPS under a certificate of its own.
func New(secure bool) *Server {
	s := &Server{blobs: map[string]*Blob{}, PageSize: 3, fault: func(*http.Request) Fault { return None }}
	if secure {
		s.Server = httptest.NewTLSServer(http.HandlerFunc(s.serve))
	} else {
		s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	}
	return s
}

// SAS is a container's URL.
func (s *Server) SAS(container string) string { return s.URL + "/" + container + "?" + Signature }

// Put stores a block blob; its path begins with the container.
func (s *Server) Put(path, content string) { s.PutBlob(path, Blob{Content: []byte(content)}) }

// PutBlob stores a blob.
func (s *Server) PutBlob(path string, blob Blob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blobs[path] = &blob
}

// Get returns a blob, if there is one.
func (s *Server) Get(path string) (Blob, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	blob, ok := s.blobs[path]
	if !ok {
		return Blob{}, false
	}
	return Blob{Content: bytes.Clone(blob.Content), Append: blob.Append, Pod: blob.Pod, Blocks: blob.Blocks}, true
}

// Paths are those of all blobs, sorted.
func (s *Server) Paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.blobs))
}

// Requests are all so far, as "METHOD path?comp".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Fail asks fault about each request from now on; it is called by one request at a time.
func (s *Server) Fail(fault func(*http.Request) Fault) {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.fault = fault
}

// Settle waits for requests that are late by now.
func (s *Server) Settle() {
	// A WaitGroup wants those that are waited for to be added before, in an order all see.
	s.mu.Lock()
	s.mu.Unlock()
	s.late.Wait()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, fmt.Sprintf("%s %s?%s", r.Method, r.URL.Path, r.URL.Query().Get("comp")))
	s.mu.Unlock()
	s.asking.Lock()
	fault := s.fault(r)
	s.asking.Unlock()
	if fault == Drop {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || (r.ContentLength >= 0 && int64(len(body)) != r.ContentLength) {
		panic(http.ErrAbortHandler)
	}
	switch fault {
	case Busy:
		refuse(w, http.StatusServiceUnavailable, "ServerBusy")
	case DropAfter:
		s.answer(httptest.NewRecorder(), r, body)
		panic(http.ErrAbortHandler)
	case Late:
		s.mu.Lock()
		s.late.Go(func() {
			time.Sleep(3 * time.Millisecond)
			s.answer(httptest.NewRecorder(), r, body)
		})
		s.mu.Unlock()
		panic(http.ErrAbortHandler)
	default:
		s.answer(w, r, body)
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("x-ms-error-code", code)
	w.WriteHeader(status)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := r.URL.Query()
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case !strings.Contains(r.URL.RawQuery, Signature):
		refuse(w, http.StatusForbidden, "AuthenticationFailed")
	case r.Header.Get("x-ms-version") != "2021-12-02":
		refuse(w, http.StatusBadRequest, "InvalidHeaderValue")
	case query.Get("comp") == "list" && query.Get("restype") == "container":
		s.list(w, path+"/", query.Get("prefix"), query.Get("marker"))
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		s.get(w, r, path)
	case r.Method == http.MethodPut:
		s.put(w, r, path, query.Get("comp"), body)
	default:
		refuse(w, http.StatusMethodNotAllowed, "UnsupportedHttpVerb")
	}
}

func (s *Server) list(w http.ResponseWriter, container, prefix, marker string) {
	var page strings.Builder
	count, next := 0, ""
	for _, path := range slices.Sorted(maps.Keys(s.blobs)) {
		name, ours := strings.CutPrefix(path, container)
		if !ours || !strings.HasPrefix(name, prefix) || name < marker {
			continue
		}
		if count++; count > s.PageSize {
			next = name
			break
		}
		page.WriteString("<Blob><Name>")
		_ = xml.EscapeText(&page, []byte(name))
		fmt.Fprintf(&page, "</Name><Properties><Last-Modified>%s</Last-Modified><Content-Length>%d</Content-Length></Properties></Blob>",
			Modified.Format(http.TimeFormat), len(s.blobs[path].Content))
	}
	fmt.Fprintf(w, `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>%s</Blobs><NextMarker>%s</NextMarker></EnumerationResults>`, &page, next)
}

func (s *Server) get(w http.ResponseWriter, r *http.Request, path string) {
	blob, ok := s.blobs[path]
	if !ok {
		refuse(w, http.StatusNotFound, "BlobNotFound")
		return
	}
	tag := fmt.Sprintf(`"%d-%d"`, len(blob.Content), blob.Blocks)
	if match := r.Header.Get("If-Match"); match != "" && match != tag {
		refuse(w, http.StatusPreconditionFailed, "ConditionNotMet")
		return
	}
	w.Header().Set("ETag", tag)
	w.Header().Set("Last-Modified", Modified.Format(http.TimeFormat))
	if blob.Pod != "" {
		w.Header().Set("x-ms-meta-pod", blob.Pod)
	}
	if blob.Append {
		w.Header().Set("x-ms-blob-committed-block-count", strconv.Itoa(blob.Blocks))
	}
	content, status := blob.Content, http.StatusOK
	var from, to int
	if n, _ := fmt.Sscanf(r.Header.Get("x-ms-range"), "bytes=%d-%d", &from, &to); n == 2 {
		if from >= len(content) {
			refuse(w, http.StatusRequestedRangeNotSatisfiable, "InvalidRange")
			return
		}
		content, status = content[from:min(to+1, len(content))], http.StatusPartialContent
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
}

func (s *Server) put(w http.ResponseWriter, r *http.Request, path, comp string, body []byte) {
	blob := s.blobs[path]
	switch comp {
	case "appendblock":
		appendBlock(w, r, blob, body)
	case "block":
		if blob == nil {
			// A blob of nothing but staged blocks is not there for readers; nothing here reads it.
			blob = &Blob{}
			s.blobs[path] = blob
		}
		if blob.staged == nil {
			blob.staged = map[string][]byte{}
		}
		if _, err := base64.StdEncoding.DecodeString(r.URL.Query().Get("blockid")); err != nil {
			refuse(w, http.StatusBadRequest, "InvalidQueryParameterValue")
			return
		}
		blob.staged[r.URL.Query().Get("blockid")] = body
		w.WriteHeader(http.StatusCreated)
	case "blocklist":
		commit(w, blob, body)
	default:
		if r.Header.Get("If-None-Match") == "*" && blob != nil {
			refuse(w, http.StatusConflict, "BlobAlreadyExists")
			return
		}
		isAppend := r.Header.Get("x-ms-blob-type") == "AppendBlob"
		s.blobs[path] = &Blob{Content: body, Append: isAppend, Pod: r.Header.Get("x-ms-meta-pod")}
		w.WriteHeader(http.StatusCreated)
	}
}

func appendBlock(w http.ResponseWriter, r *http.Request, blob *Blob, body []byte) {
	position, err := strconv.Atoi(r.Header.Get("x-ms-blob-condition-appendpos"))
	switch {
	case blob == nil:
		refuse(w, http.StatusNotFound, "BlobNotFound")
	case !blob.Append:
		refuse(w, http.StatusConflict, "InvalidBlobType")
	case err != nil || len(body) == 0 || len(body) > 4<<20:
		refuse(w, http.StatusBadRequest, "InvalidHeaderValue")
	case position != len(blob.Content):
		refuse(w, http.StatusPreconditionFailed, "AppendPositionConditionNotMet")
	case blob.Blocks >= 50_000:
		refuse(w, http.StatusConflict, "BlockCountExceedsLimit")
	default:
		blob.Content = append(blob.Content, body...)
		blob.Blocks++
		w.Header().Set("x-ms-blob-append-offset", strconv.Itoa(position))
		w.Header().Set("x-ms-blob-committed-block-count", strconv.Itoa(blob.Blocks))
		w.WriteHeader(http.StatusCreated)
	}
}

func commit(w http.ResponseWriter, blob *Blob, body []byte) {
	var list struct{ Latest []string }
	if blob == nil || xml.Unmarshal(body, &list) != nil {
		refuse(w, http.StatusBadRequest, "InvalidBlockList")
		return
	}
	var content []byte
	committed := map[string][]byte{}
	for _, id := range list.Latest {
		block, ok := blob.staged[id]
		if !ok {
			block, ok = blob.committed[id]
		}
		if !ok {
			refuse(w, http.StatusBadRequest, "InvalidBlockList")
			return
		}
		content = append(content, block...)
		committed[id] = block
	}
	blob.Content, blob.staged, blob.committed = content, nil, committed
	w.WriteHeader(http.StatusCreated)
}
