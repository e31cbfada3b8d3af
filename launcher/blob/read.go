package blob

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// piece is how much one request fetches; a fault costs no more than that.
const piece = 8 << 20

// Properties are what the storage knows of a blob.
type Properties struct {
	Name     string
	Size     int64
	Modified time.Time
	// Pod is the metadata of that name, which ship sets.
	Pod string
	// Blocks is how many appends an append blob has taken.
	Blocks int
}

type page struct {
	Blobs struct {
		Blob []struct {
			Name struct {
				Encoded bool   `xml:"Encoded,attr"`
				Text    string `xml:",chardata"`
			}
			Properties struct {
				Size     int64  `xml:"Content-Length"`
				Modified string `xml:"Last-Modified"`
			}
		}
	}
	NextMarker string
}

// List calls each with a page of the blobs whose names begin with prefix, in order of their names.
func (c Container) List(ctx context.Context, retry Retry, prefix string, each func([]Properties) error) error {
	marker := ""
	for {
		var got page
		err := retry.Do(ctx, func(ctx context.Context) error {
			got = page{}
			return c.list(ctx, prefix, marker, &got)
		})
		if err != nil {
			return err
		}
		found, err := got.properties()
		if err != nil {
			return err
		}
		if err := each(found); err != nil || got.NextMarker == "" {
			return err
		}
		marker = got.NextMarker
	}
}

func (c Container) list(ctx context.Context, prefix, marker string, into *page) error {
	query := url.Values{"restype": {"container"}, "comp": {"list"}, "prefix": {prefix}}
	if marker != "" {
		query.Set("marker", marker)
	}
	r := request{method: http.MethodGet, query: query, receives: piece}
	r.accept = func(response *http.Response) error {
		if err := xml.NewDecoder(response.Body).Decode(into); err != nil {
			return c.broken(r, fmt.Errorf("the listing is cut short: %w", err))
		}
		return nil
	}
	return c.do(ctx, r)
}

func (p page) properties() ([]Properties, error) {
	var found []Properties
	for _, blob := range p.Blobs.Blob {
		name := blob.Name.Text
		if blob.Name.Encoded {
			// Names that XML cannot hold come escaped.
			plain, err := url.PathUnescape(name)
			if err != nil {
				return nil, fmt.Errorf("the name %q in a listing is malformed", name)
			}
			name = plain
		}
		found = append(found, Properties{
			Name:     name,
			Size:     blob.Properties.Size,
			Modified: modified(blob.Properties.Modified),
		})
	}
	return found, nil
}

// Head asks for a blob's properties.
func (c Container) Head(ctx context.Context, name string) (Properties, error) {
	found := Properties{Name: name}
	err := c.do(ctx, request{
		method: http.MethodHead,
		blob:   name,
		accept: func(response *http.Response) error {
			found.Size = response.ContentLength
			found.Modified = modified(response.Header.Get("Last-Modified"))
			found.Pod = response.Header.Get("x-ms-meta-pod")
			found.Blocks = blocks(response)
			return nil
		},
	})
	return found, err
}

func modified(text string) time.Time {
	at, err := http.ParseTime(text)
	if err != nil {
		return time.Time{}
	}
	return at
}

func blocks(response *http.Response) int {
	count, _ := strconv.Atoi(response.Header.Get("x-ms-blob-committed-block-count"))
	return count
}

// Download writes a blob of a known size, piece by piece, each tried again on its own. All pieces
// are of the same version of the blob.
func (c Container) Download(ctx context.Context, retry Retry, blob Properties, into io.WriterAt) error {
	etag := ""
	for from := int64(0); from < blob.Size; from += piece {
		size := min(piece, blob.Size-from)
		err := retry.Do(ctx, func(ctx context.Context) error {
			return c.get(ctx, blob.Name, from, size, &etag, io.NewOffsetWriter(into, from))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c Container) get(ctx context.Context, name string, from, size int64, etag *string, into io.Writer) error {
	r := request{
		method:   http.MethodGet,
		blob:     name,
		receives: size,
		header:   map[string]string{"x-ms-range": fmt.Sprintf("bytes=%d-%d", from, from+size-1)},
	}
	if *etag != "" {
		r.header["If-Match"] = *etag
	}
	r.accept = func(response *http.Response) error {
		if response.ContentLength != size {
			return fmt.Errorf("blob %q changed while it was fetched", name)
		}
		local := &noting{to: into}
		if _, err := io.CopyN(local, response.Body, size); err != nil {
			if local.err != nil {
				return local.err
			}
			return c.broken(r, err)
		}
		*etag = response.Header.Get("ETag")
		return nil
	}
	return c.do(ctx, r)
}

// noting tells a full disk from a broken connection: only one of them passes by waiting.
type noting struct {
	to  io.Writer
	err error
}

func (n *noting) Write(p []byte) (int, error) {
	written, err := n.to.Write(p)
	if err != nil {
		n.err = err
	}
	return written, err
}
