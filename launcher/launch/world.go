package launch

import (
	"fmt"
	"strconv"
)

// World is where this pod's ranks stand among all ranks of the job. The operator counts pods, the
// user's processes count processes.
type World struct {
	Nodes        int
	NodeRank     int
	RanksPerNode int
}

// WorldOf reads RANK and WORLD_SIZE as the training operator sets them, and MOORING_NPROC. A job
// without an operator's variables is one pod.
func WorldOf(getenv func(string) string) (World, error) {
	var world World
	for _, part := range []struct {
		variable string
		without  int
		least    int
		into     *int
	}{
		{"WORLD_SIZE", 1, 1, &world.Nodes},
		{"RANK", 0, 0, &world.NodeRank},
		{"MOORING_NPROC", 1, 1, &world.RanksPerNode},
	} {
		*part.into = part.without
		text := getenv(part.variable)
		if text == "" {
			continue
		}
		number, err := strconv.Atoi(text)
		if err != nil || number < part.least {
			return world, notAWorld(fmt.Sprintf("%s is %q, not a number from %d", part.variable, text, part.least))
		}
		*part.into = number
	}
	if world.NodeRank >= world.Nodes {
		return world, notAWorld(fmt.Sprintf("RANK is %d with a WORLD_SIZE of %d", world.NodeRank, world.Nodes))
	}
	return world, nil
}

// Size is how many ranks the job has.
func (w World) Size() int { return w.Nodes * w.RanksPerNode }

// First is the lowest rank of this pod.
func (w World) First() int { return w.NodeRank * w.RanksPerNode }

func notAWorld(message string) error {
	return Failure{
		Code:     "EnvironmentInvalid",
		Message:  message,
		NextStep: "remove RANK, WORLD_SIZE and MOORING_NPROC from the job's environment variables",
	}
}
