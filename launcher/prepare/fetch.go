package prepare

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"strings"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
	"mooring.dev/launcher/parallel"
)

const workers = 8

func fetchCode(ctx context.Context, client *http.Client, retry blob.Retry, root launch.Root, job launch.Launch) error {
	if job.Code == nil {
		return nil
	}
	missing := launch.Failure{
		Code:     "CodeNotFound",
		Message:  fmt.Sprintf("the code of the job is not there: no blobs below %q", job.Code.Prefix),
		NextStep: "upload the code folder again and submit the job with it; an empty folder is no code",
	}
	return fetchFolder(ctx, client, retry, *job.Code, root.Code(), missing)
}

func fetchInput(ctx context.Context, client *http.Client, retry blob.Retry, root launch.Root, input launch.Input) error {
	missing := launch.Failure{
		Code:     "InputNotFound",
		Message:  fmt.Sprintf("input %s is not there: no blobs at %q", input.Name, input.Prefix),
		NextStep: "correct the path of the input, or upload its data, and submit the job again",
	}
	if input.Kind == launch.Folder {
		return fetchFolder(ctx, client, retry, input.Blobs, root.Inputs()+"/"+input.Name, missing)
	}
	from, err := blob.Open(client, input.SAS)
	if err != nil {
		return err
	}
	var found blob.Properties
	err = retry.Do(ctx, func(ctx context.Context) error {
		found, err = from.Head(ctx, input.Prefix)
		return err
	})
	if err != nil {
		return blob.FailureOf(err, missing)
	}
	into, err := openFolder(root.Inputs())
	if err != nil {
		return err
	}
	defer into.close()
	return blob.FailureOf(into.fetch(ctx, from, retry, found, input.Name), missing)
}

// fetchFolder downloads what is below a prefix, while it is still being listed.
func fetchFolder(ctx context.Context, client *http.Client, retry blob.Retry, at launch.Blobs, to string, missing launch.Failure) error {
	prefix := at.Prefix
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		// "data" is a folder here, and "database/x" is not in it.
		prefix += "/"
	}
	from, err := blob.Open(client, at.SAS)
	if err != nil {
		return err
	}
	into, err := openFolder(to)
	if err != nil {
		return err
	}
	defer into.close()
	found := 0
	err = parallel.Run(ctx, workers, func(ctx context.Context, begin func(parallel.Work)) error {
		fetch := func(each blob.Properties, name string) {
			found++
			begin(func(ctx context.Context) error { return into.fetch(ctx, from, retry, each, name) })
		}
		marks := folderMarks{folders: map[string]bool{}}
		err := from.List(ctx, retry, prefix, func(blobs []blob.Properties) error {
			for _, each := range blobs {
				name := strings.TrimPrefix(each.Name, prefix)
				if marks.mayBe(each, name) {
					continue
				}
				if err := checkPath(name); err != nil {
					return err
				}
				fetch(each, name)
			}
			return nil
		})
		if err == nil {
			err = marks.files(prefix, fetch)
		}
		return err
	})
	if err == nil && found == 0 {
		return missing
	}
	return blob.FailureOf(err, missing)
}

// folderMarks tells blobs that stand for a folder, as storage with a hierarchy lists them (an empty
// blob named like the folder of others), from empty files: only the end of the listing tells.
type folderMarks struct {
	folders map[string]bool
	empty   []blob.Properties
}

// mayBe takes what may be a mark, and learns the folders of what is none.
func (m *folderMarks) mayBe(each blob.Properties, name string) bool {
	if name == "" || strings.HasSuffix(name, "/") {
		return true
	}
	for at := path.Dir(name); at != "." && at != "/" && !m.folders[at]; at = path.Dir(at) {
		m.folders[at] = true
	}
	if each.Size > 0 {
		return false
	}
	m.empty = append(m.empty, each)
	return true
}

// files hands on those that are files after all.
func (m *folderMarks) files(prefix string, fetch func(blob.Properties, string)) error {
	for _, each := range m.empty {
		name := strings.TrimPrefix(each.Name, prefix)
		if m.folders[path.Clean(name)] {
			continue
		}
		if err := checkPath(name); err != nil {
			return err
		}
		fetch(each, name)
	}
	return nil
}

// checkPath refuses what would leave the folder: blob names are whatever somebody uploaded.
func checkPath(name string) error {
	if path.Clean("/"+name) == "/"+name && !strings.Contains(name, "\x00") {
		return nil
	}
	return launch.Failure{
		Code:     "PathRefused",
		Message:  fmt.Sprintf("the blob name %q does not stay in its folder", name),
		NextStep: "remove or rename this blob, then submit the job again",
	}
}

// folder is a folder that files are downloaded into. Whatever lies there, also a link that the
// user's command made before the pod was restarted, nothing is written elsewhere.
type folder struct {
	root *os.Root
}

func openFolder(at string) (folder, error) {
	if err := os.MkdirAll(at, 0o777); err != nil {
		return folder{}, launch.VolumeNotWritten(err)
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		return folder{}, launch.VolumeNotWritten(err)
	}
	return folder{root}, nil
}

func (f folder) close() { _ = f.root.Close() }

// fetch makes one file, under its name only when it is whole. A file that is there with the blob's
// size and time is that blob, from an attempt before.
func (f folder) fetch(ctx context.Context, from blob.Container, retry blob.Retry, what blob.Properties, name string) error {
	info, err := f.root.Lstat(name)
	if err == nil && info.Mode().IsRegular() && info.Size() == what.Size && info.ModTime().Equal(what.Modified) {
		return nil
	}
	if err := f.root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return launch.VolumeNotWritten(err)
	}
	part := name + ".mooring-part"
	// Executable, since blobs do not say: code may be a script that is started as such.
	file, err := f.root.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o777)
	if err != nil {
		return launch.VolumeNotWritten(err)
	}
	err = from.Download(ctx, retry, what, file)
	if closing := file.Close(); err == nil && closing != nil {
		err = closing
	}
	if err != nil {
		_ = f.root.Remove(part)
		return local(err)
	}
	if !what.Modified.IsZero() {
		// Only a later attempt wants to know it.
		_ = f.root.Chtimes(part, what.Modified, what.Modified)
	}
	if err := f.root.Rename(part, name); err != nil {
		return launch.VolumeNotWritten(err)
	}
	return nil
}

// local marks an error of the disk, which has no failure of its own yet.
func local(err error) error {
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return launch.VolumeNotWritten(err)
	}
	return err
}
