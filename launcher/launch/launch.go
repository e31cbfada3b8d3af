package launch

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// Kinds of inputs.
const (
	Folder = "folder"
	File   = "file"
)

// Launch is launch.json: where the job's files come from and go to. It holds signed URLs, so nothing
// of it is ever printed.
type Launch struct {
	Job       string   `json:"job"`
	Code      *Blobs   `json:"code"`
	Inputs    []Input  `json:"inputs"`
	Artifacts Blobs    `json:"artifacts"`
	Outputs   []Output `json:"outputs"`
	CA        string   `json:"ca"`
}

// Blobs are those of a container whose names begin with Prefix.
type Blobs struct {
	// SAS is the container's URL with its signature as the query.
	SAS    string `json:"sas"`
	Prefix string `json:"prefix"`
}

// Input is put at /mooring/inputs/<Name>.
type Input struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Blobs
}

// Output is taken from /mooring/outputs/<Name>.
type Output struct {
	Name string `json:"name"`
}

// Read reads and checks launch.json.
func Read(root Root) (Launch, error) {
	var launch Launch
	content, err := os.ReadFile(root.LaunchFile())
	if err != nil {
		return launch, invalid("cannot be read: %v", err)
	}
	if err := json.Unmarshal(content, &launch); err != nil {
		return launch, invalid("is not the JSON it should be: %v", err)
	}
	return launch, launch.check()
}

func (l Launch) check() error {
	containers := map[string]Blobs{"artifacts": l.Artifacts}
	if l.Code != nil {
		containers["code"] = *l.Code
	}
	names := map[string]bool{}
	for _, input := range l.Inputs {
		if err := checkName("input", input.Name, names); err != nil {
			return err
		}
		if input.Kind != Folder && input.Kind != File {
			return invalid("has the kind %q of input %s, not folder or file", input.Kind, input.Name)
		}
		containers["input "+input.Name] = input.Blobs
	}
	names = map[string]bool{}
	for _, output := range l.Outputs {
		if err := checkName("output", output.Name, names); err != nil {
			return err
		}
	}
	for what, blobs := range containers {
		if at, err := url.Parse(blobs.SAS); err != nil || at.Host == "" || at.Path == "" {
			return invalid("has no container URL for %s", what)
		}
	}
	if l.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(l.CA)) {
		return invalid("has a ca that is not a certificate in PEM")
	}
	return nil
}

// checkName keeps a name a single step below its folder.
func checkName(kind, name string, seen map[string]bool) error {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
		return invalid("has the %s name %q, which is not the name of a folder", kind, name)
	}
	if seen[name] {
		return invalid("has two of %s %s", kind, name)
	}
	seen[name] = true
	return nil
}

func invalid(format string, args ...any) error {
	return Failure{
		Code:     "LaunchFileInvalid",
		Message:  "launch.json of the job " + fmt.Sprintf(format, args...),
		NextStep: "submit the job again; if that does not help, update the agent on this cluster",
	}
}
