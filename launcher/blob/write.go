package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	// small is what goes up in one request; what is larger goes up in blocks.
	small     = 32 << 20
	blockSize = 8 << 20
	mostBlock = 50_000
)

// ErrChanged says that a file got shorter while it was uploaded.
var ErrChanged = errors.New("the file got shorter while it was uploaded")

// Upload makes a block blob of the first size bytes of a file. The blob is there as a whole or not at
// all.
func (c Container) Upload(ctx context.Context, retry Retry, name string, file io.ReaderAt, size int64) error {
	if size <= small {
		return c.put(ctx, retry, section{file, 0, size}, request{
			blob:   name,
			header: map[string]string{"x-ms-blob-type": "BlockBlob"},
		})
	}
	for try := 1; ; try++ {
		err := c.uploadBlocks(ctx, retry, name, file, size)
		// Whoever else writes a blob of this name throws away the blocks that wait for their list.
		if code(err) != "InvalidBlockList" || try == 3 {
			return err
		}
		retry.Say(fmt.Sprintf("%v: another pod writes it too; trying again", err))
	}
}

func (c Container) uploadBlocks(ctx context.Context, retry Retry, name string, file io.ReaderAt, size int64) error {
	// The number of blocks is limited, so very large files have larger ones.
	each := max(blockSize, (size+mostBlock-1)/mostBlock)
	// Of this upload only: the blob must not become a mixture of what two pods upload.
	upload := rand.Text()[:16]
	var ids []string
	for from := int64(0); from < size; from += each {
		id := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s%08d", upload, len(ids)))
		ids = append(ids, id)
		err := c.put(ctx, retry, section{file, from, min(each, size-from)}, request{
			blob:  name,
			query: url.Values{"comp": {"block"}, "blockid": {id}},
		})
		if err != nil {
			return err
		}
	}
	list := "<BlockList><Latest>" + strings.Join(ids, "</Latest><Latest>") + "</Latest></BlockList>"
	return c.put(ctx, retry, section{strings.NewReader(list), 0, int64(len(list))}, request{
		blob:  name,
		query: url.Values{"comp": {"blocklist"}},
	})
}

// section is a part of a file.
type section struct {
	file io.ReaderAt
	from int64
	size int64
}

func (c Container) put(ctx context.Context, retry Retry, part section, r request) error {
	r.method = http.MethodPut
	r.size = part.size
	return retry.Do(ctx, func(ctx context.Context) error {
		body := &shortness{}
		r.body = func() io.Reader { return body.watch(part) }
		err := c.do(ctx, r)
		if err != nil && body.isShort() {
			return ErrChanged
		}
		return err
	})
}

// CreateLog makes an empty append blob that carries the pod's uid; false when the name is taken.
func (c Container) CreateLog(ctx context.Context, name, pod string) (bool, error) {
	err := c.do(ctx, request{
		method: http.MethodPut,
		blob:   name,
		header: map[string]string{
			"x-ms-blob-type":         "AppendBlob",
			"x-ms-blob-content-type": "text/plain; charset=utf-8",
			"x-ms-meta-pod":          pod,
			"If-None-Match":          "*",
		},
	})
	if err != nil && IsElsewhere(err) {
		return false, nil
	}
	return err == nil, err
}

// Append adds bytes to an append blob if it is just offset bytes long, and returns how many blocks
// it has then. After an error the bytes may be there or not.
func (c Container) Append(ctx context.Context, name string, offset int64, content []byte) (int, error) {
	count := 0
	at := strconv.FormatInt(offset, 10)
	err := c.do(ctx, request{
		method: http.MethodPut,
		blob:   name,
		query:  url.Values{"comp": {"appendblock"}},
		header: map[string]string{"x-ms-blob-condition-appendpos": at},
		body:   func() io.Reader { return bytes.NewReader(content) },
		size:   int64(len(content)),
		accept: func(response *http.Response) error {
			count = blocks(response)
			if got := response.Header.Get("x-ms-blob-append-offset"); got != "" && got != at {
				return fmt.Errorf("blob %q was appended to at %s instead of %s", name, got, at)
			}
			return nil
		},
	})
	return count, err
}
