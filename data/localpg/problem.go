package localpg

import (
	"fmt"

	"corredor/geo"
)

// problem returns a sentence for the person who started the program, with the cause
// (nil when the sentence says it all) for the log.
func problem(cause error, format string, a ...any) error {
	return geo.Unavailablef(cause, format, a...)
}

// conflict is a problem caused by another running program.
func conflict(format string, a ...any) error {
	return &geo.Problem{Kind: geo.Conflict, Msg: fmt.Sprintf(format, a...)}
}
