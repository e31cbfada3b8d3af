package blob

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"mooring.dev/launcher/launch"
)

// Error is why a request did not do what it should.
type Error struct {
	Host string
	// Blob is empty for a request to the container.
	Blob string
	// Status is 0 when there was no whole answer.
	Status int
	// Code is the storage's own, such as BlobNotFound.
	Code  string
	cause error
}

func (e *Error) Error() string {
	what := "the container"
	if e.Blob != "" {
		what = fmt.Sprintf("blob %q", e.Blob)
	}
	if e.Status == 0 {
		return fmt.Sprintf("no answer from %s for %s: %v", e.Host, what, e.cause)
	}
	code := e.Code
	if code == "" {
		code = http.StatusText(e.Status)
	}
	return fmt.Sprintf("%s answered %d %s for %s", e.Host, e.Status, code, what)
}

func (e *Error) Unwrap() error { return e.cause }

func (c Container) broken(r request, cause error) error {
	// url.Error says the whole URL, and the URL is a secret.
	if outer, ok := errors.AsType[*url.Error](cause); ok {
		cause = outer.Err
	}
	return &Error{Host: c.Host(), Blob: r.blob, cause: cause}
}

func (c Container) refused(r request, response *http.Response) error {
	return &Error{
		Host:   c.Host(),
		Blob:   r.blob,
		Status: response.StatusCode,
		Code:   response.Header.Get("x-ms-error-code"),
	}
}

func status(err error) int {
	if fault, ok := errors.AsType[*Error](err); ok {
		return fault.Status
	}
	return 0
}

func code(err error) string {
	if fault, ok := errors.AsType[*Error](err); ok {
		return fault.Code
	}
	return ""
}

// IsMissing says that the blob, or its container, is not there.
func IsMissing(err error) bool { return status(err) == http.StatusNotFound }

// IsElsewhere says that an append blob does not end where an append thought, or that a blob is
// there already.
func IsElsewhere(err error) bool {
	return status(err) == http.StatusPreconditionFailed || status(err) == http.StatusConflict
}

// IsFull says that an append blob takes no more blocks.
func IsFull(err error) bool { return code(err) == "BlockCountExceedsLimit" }

// IsTransient says that the same request may succeed later.
func IsTransient(err error) bool {
	fault, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch fault.Status {
	case 0:
		return !isUntrusted(err)
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	default:
		return fault.Status >= 500
	}
}

func isUntrusted(err error) bool {
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	return untrusted
}

// FailureOf says what a person can do about an error of this package; missing is what a 404 means.
// Other errors stay as they are.
func FailureOf(err error, missing launch.Failure) error {
	fault, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return err
	case fault.Status == http.StatusNotFound:
		return missing
	case isUntrusted(err):
		return launch.Failure{
			Code:     "StorageNotTrusted",
			Message:  fault.Error(),
			NextStep: "have " + fault.Host + " use a certificate of the control plane's authority, then submit the job again",
		}
	case fault.Status == 0:
		return launch.Failure{
			Code:     "StorageNotReachable",
			Message:  fault.Error(),
			NextStep: "check that pods of this cluster reach " + fault.Host + ", then submit the job again",
		}
	case IsTransient(err):
		return launch.Failure{
			Code:     "StorageFailing",
			Message:  fault.Error(),
			NextStep: "check the storage at " + fault.Host + ", then submit the job again",
		}
	default:
		return launch.Failure{
			Code:     "StorageRefused",
			Message:  fault.Error(),
			NextStep: "submit the job again: the signature that lets its pods in may have expired",
		}
	}
}
