package launch

import (
	"errors"
	"strings"
)

// Failure is why something cannot go on, in the three parts that people see everywhere in Mooring.
type Failure struct {
	Code     string
	Message  string
	NextStep string
}

// Error is always one line: it becomes the termination message of a container.
func (f Failure) Error() string {
	return strings.Join(strings.Fields(f.Code+": "+f.Message+". Next: "+f.NextStep), " ")
}

// FailureOf finds the failure in an error; one that has none is a fault of the launcher itself.
func FailureOf(err error) Failure {
	if failure, ok := errors.AsType[Failure](err); ok {
		return failure
	}
	return Failure{
		Code:     "LauncherFault",
		Message:  err.Error(),
		NextStep: "submit the job again; if that does not help, report it with this line",
	}
}
