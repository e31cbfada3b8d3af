package launch

import (
	"io"
	"os"
	"path/filepath"
)

// CopyBinary puts the running program where other containers of the pod find it. The rename lets a
// copy that runs go on.
func CopyBinary(path string) error {
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	part := path + ".part"
	to, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if closing := to.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(part, path)
}

// VolumeNotWritten is why a shared volume cannot be made ready.
func VolumeNotWritten(err error) error {
	return Failure{
		Code:     "VolumeNotWritten",
		Message:  "the pod's shared volume cannot be written: " + err.Error(),
		NextStep: "free disk space on the node or give the job more ephemeral storage, then submit it again",
	}
}
