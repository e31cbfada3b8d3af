package blob

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mooring.dev/launcher/blobtest"
	"mooring.dev/launcher/launch"
)

func once() Retry {
	return Retry{Say: func(string) {}}
}

func container(t *testing.T, sas string) Container {
	t.Helper()
	c, err := Open(NewHTTP(""), sas)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAFileThatGetsShorterIsNotAFaultOfTheStorage(t *testing.T) {
	storage := blobtest.New(false)
	defer storage.Close()
	err := container(t, storage.SAS("c")).Upload(t.Context(), once(), "x", strings.NewReader("short"), 10)
	if !errors.Is(err, ErrChanged) {
		t.Error(err)
	}
	if _, ok := storage.Get("c/x"); ok {
		t.Error("half a file is there")
	}
}

func TestNamesThatXMLCannotHold(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs><Blob>
			<Name Encoded="true">a%EF%BF%BFb</Name><Properties><Content-Length>7</Content-Length></Properties></Blob>
			<Blob><Name>c&amp;d</Name><Properties><Content-Length>1</Content-Length></Properties></Blob>
			</Blobs><NextMarker /></EnumerationResults>`))
	}))
	defer server.Close()
	var got []string
	err := container(t, server.URL+"/c?sig=s").List(t.Context(), once(), "", func(found []Properties) error {
		for _, each := range found {
			got = append(got, each.Name)
		}
		return nil
	})
	if err != nil || len(got) != 2 || got[0] != "a\uffffb" || got[1] != "c&d" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAListingCutShortIsAskedForAgain(t *testing.T) {
	count := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text := `<EnumerationResults><Blobs></Blobs><NextMarker/></EnumerationResults>`
		if count++; count == 1 {
			text = text[:30]
		}
		_, _ = w.Write([]byte(text))
	}))
	defer server.Close()
	retry := Retry{Within: time.Minute, First: time.Millisecond, Most: time.Millisecond, Say: func(string) {}}
	err := container(t, server.URL+"/c?sig=s").List(t.Context(), retry, "", func([]Properties) error { return nil })
	if err != nil || count != 2 {
		t.Error(count, err)
	}
}

func TestErrorsKeepTheSignature(t *testing.T) {
	storage := blobtest.New(false)
	sas := storage.SAS("c")
	storage.Close()
	_, err := container(t, sas).Head(t.Context(), "x")
	failure := launch.FailureOf(FailureOf(err, launch.Failure{}))
	if failure.Code != "StorageNotReachable" || strings.Contains(err.Error()+failure.Error(), "sig") {
		t.Errorf("%v, %v", err, failure)
	}
	if _, err := Open(NewHTTP(""), "://x?sig=s"); err == nil || strings.Contains(err.Error(), "sig") {
		t.Error(err)
	}
}

func TestOnlyWhatMayPassIsTriedAgain(t *testing.T) {
	for status, transient := range map[int]bool{0: true, 400: false, 403: false, 404: false, 408: true, 409: false, 412: false, 429: true, 500: true, 503: true} {
		tries := 0
		retry := Retry{Within: time.Minute, First: time.Microsecond, Most: time.Microsecond, Say: func(string) {}}
		err := retry.Do(t.Context(), func(context.Context) error {
			if tries++; tries == 2 {
				return nil
			}
			return &Error{Status: status, cause: errors.New("broken")}
		})
		if (err == nil) != transient {
			t.Errorf("%d: %v", status, err)
		}
	}
}
