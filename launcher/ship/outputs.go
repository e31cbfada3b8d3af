package ship

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"syscall"

	"mooring.dev/launcher/launch"
	"mooring.dev/launcher/parallel"
)

const workers = 4

// output is a folder, or a file, of the volume and where it goes below the job's artifacts.
type output struct {
	at string
	to string
}

func (s *shipper) outputs() []output {
	all := []output{{launch.DefaultOutputName, "outputs/"}}
	for _, each := range s.job.Outputs {
		all = append(all, output{path.Join(launch.OutputsName, each.Name), "named-outputs/" + each.Name + "/"})
	}
	return all
}

// uploadOutputs uploads them all, replacing what is there: of pods that write the same file the last
// one wins.
func (s *shipper) uploadOutputs(ctx context.Context) error {
	return parallel.Run(ctx, workers, func(ctx context.Context, begin func(parallel.Work)) error {
		for _, each := range s.outputs() {
			if err := s.uploadOutput(ctx, each, begin); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *shipper) uploadOutput(ctx context.Context, what output, begin func(parallel.Work)) error {
	info, err := s.volume.Stat(what.at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil && errors.Is(err, fs.ErrPermission):
		return notReadable(what.at, err)
	case err != nil:
		s.say("skipped " + what.at + ", which leads elsewhere: " + err.Error())
		return nil
	case info.Mode().IsRegular():
		begin(func(ctx context.Context) error {
			return s.uploadFile(ctx, s.volume, what.at, what.to+path.Base(what.at))
		})
		return nil
	case !info.IsDir():
		s.say("skipped " + what.at + ", which is neither a folder nor a file")
		return nil
	}
	folder, err := s.volume.OpenRoot(what.at)
	if err != nil {
		return notReadable(what.at, err)
	}
	// Closed by the finalizer: the uploads that have begun go on with it.
	return fs.WalkDir(folder.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return notReadable(path.Join(what.at, name), err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if s.isFile(folder, what.at, name, entry) {
			begin(func(ctx context.Context) error { return s.uploadFile(ctx, folder, name, what.to+name) })
		}
		return nil
	})
}

// isFile says whether there are bytes to upload. A link to a file of the same output is one; a link
// that leads out of it may lead to anything this container sees.
func (s *shipper) isFile(folder *os.Root, at, name string, entry fs.DirEntry) bool {
	switch {
	case entry.IsDir():
		return false
	case entry.Type().IsRegular():
		return true
	case entry.Type() == fs.ModeSymlink:
		if info, err := folder.Stat(name); err == nil && info.Mode().IsRegular() {
			return true
		}
		s.say("skipped the link " + path.Join(at, name) + ": it does not lead to a file of the same output")
		return false
	default:
		s.say("skipped " + path.Join(at, name) + ", which is not a file")
		return false
	}
}

func (s *shipper) uploadFile(ctx context.Context, folder *os.Root, name, to string) error {
	// Without blocking: it may have become a pipe since it was listed.
	file, err := folder.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return notReadable(name, err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return notReadable(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	err = s.artifacts.Upload(ctx, s.retry(), s.job.Artifacts.Prefix+to, file, info.Size())
	return changed(name, err)
}
