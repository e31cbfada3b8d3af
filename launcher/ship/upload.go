package ship

import (
	"context"
	"errors"
	"fmt"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
)

// uploadAll uploads the rest of the logs and all outputs. Outputs are worth having without the logs,
// so both are tried.
func (s *shipper) uploadAll(ctx context.Context) error {
	logs := s.retry().Do(ctx, func(ctx context.Context) error { return s.shipLogs(ctx, true) })
	outputs := s.uploadOutputs(ctx)
	if logs != nil {
		return logs
	}
	return outputs
}

func (s *shipper) failure(err error) launch.Failure {
	return launch.FailureOf(blob.FailureOf(err, launch.Failure{
		Code:     "ArtifactsNotFound",
		Message:  fmt.Sprintf("the container for logs and outputs is not there: %v", err),
		NextStep: "check the workspace's storage, then submit the job again",
	}))
}

func notReadable(what string, err error) error {
	return launch.Failure{
		Code:     "OutputNotReadable",
		Message:  fmt.Sprintf("%s cannot be read for the upload: %v", what, err),
		NextStep: "have the job make its files readable for all users (umask 022), and check the node's disk",
	}
}

func changed(what string, err error) error {
	if !errors.Is(err, blob.ErrChanged) {
		return err
	}
	return launch.Failure{
		Code:     "OutputChanged",
		Message:  fmt.Sprintf("%s got shorter while it was uploaded", what),
		NextStep: "have the job finish writing its outputs before its command ends",
	}
}
