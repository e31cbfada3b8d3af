package ship

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"mooring.dev/launcher/blob"
	"mooring.dev/launcher/launch"
)

// logs are all logs of this pod. Not safe for use by several goroutines.
type logs struct {
	volume    *os.Root
	artifacts blob.Container
	prefix    string
	world     launch.World
	pod       string

	// lead is the log of the pod's first rank: whose blob is this pod's own decides the number for
	// all of them.
	lead   claim
	byRank map[int]*log
}

// claim is a blob that belongs to this pod.
type claim struct {
	name string
	// number is 0 for the first pod that wrote it, 1 for the one that replaced it, ...
	number int
	found  blob.Properties
}

func (l *logs) ship(ctx context.Context, flush bool) error {
	ranks, err := l.ranks()
	if err != nil || len(ranks) == 0 {
		return err
	}
	if l.lead.name == "" {
		if l.lead, err = l.claim(ctx, l.world.First(), 0); err != nil {
			return err
		}
	}
	var faults []error
	for _, rank := range ranks {
		if l.byRank[rank] == nil {
			l.byRank[rank] = &log{of: l, rank: rank}
		}
		faults = append(faults, l.byRank[rank].ship(ctx, flush))
	}
	return errors.Join(faults...)
}

// begin tells whether a rank has written something and nothing of any rank is uploaded.
func (l *logs) begin() bool {
	for _, log := range l.byRank {
		if log.offset > 0 {
			return false
		}
	}
	ranks, err := l.ranks()
	if err != nil {
		return false
	}
	return slices.ContainsFunc(ranks, func(rank int) bool {
		info, err := fs.Stat(l.volume.FS(), path.Join(launch.LogsName, strconv.Itoa(rank)+".log"))
		return err == nil && info.Size() > 0
	})
}

// ranks are those that have begun a log.
func (l *logs) ranks() ([]int, error) {
	entries, err := fs.ReadDir(l.volume.FS(), launch.LogsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, notReadable("the folder of the logs", err)
	}
	var ranks []int
	for _, entry := range entries {
		name, isLog := strings.CutSuffix(entry.Name(), ".log")
		rank, err := strconv.Atoi(name)
		if isLog && err == nil && strconv.Itoa(rank) == name && entry.Type().IsRegular() {
			ranks = append(ranks, rank)
		}
	}
	slices.SortFunc(ranks, cmp.Compare)
	return ranks, nil
}

func (l *logs) name(number, rank int) string {
	retry := ""
	if number > 0 {
		retry = fmt.Sprintf("retry-%03d/", number)
	}
	if l.world.Size() == 1 {
		return l.prefix + retry + "user_logs/std_log.txt"
	}
	return fmt.Sprintf("%s%suser_logs/std_log_process_%d.txt", l.prefix, retry, rank)
}

// claim finds the blob of a rank that is this pod's, or makes the first that is nobody's. It asks for
// names one by one: a listing of the job's blobs may be long.
func (l *logs) claim(ctx context.Context, rank, number int) (claim, error) {
	for ; ; number++ {
		name := l.name(number, rank)
		found, err := l.take(ctx, name)
		if err != nil {
			return claim{}, err
		}
		if found.Pod == l.pod {
			return claim{name, number, found}, nil
		}
	}
}

// take returns a blob's properties, whosever it is, and makes it this pod's when it is not there.
func (l *logs) take(ctx context.Context, name string) (blob.Properties, error) {
	found, err := l.artifacts.Head(ctx, name)
	if !blob.IsMissing(err) {
		return found, err
	}
	created, err := l.artifacts.CreateLog(ctx, name, l.pod)
	if err != nil {
		return found, err
	}
	if created {
		return blob.Properties{Name: name, Pod: l.pod}, nil
	}
	// Another was faster, or an earlier request of this pod arrived late.
	return l.artifacts.Head(ctx, name)
}
