// Corredor shows a conflict along a road: the road, the emergency zones in force on a
// date, and the incidents, from PostGIS in a browser.
//
// This room wires the others together. Every setting is read in config.go; serve.go
// starts what serves; no rule of the domain lives here. It ends with status 0, with 2
// when a setting is wrong, and with 1 when anything else is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"corredor/geo"
)

// version is set by the build.
var version = "0.1.0"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	// The first signal asks for a good end; after it the next one ends the program as the
	// system would, at once.
	ctx, forget := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer forget()
	context.AfterFunc(ctx, forget)

	do, err := parse(args, stdout)
	if err == nil && do != nil {
		err = do(ctx, stdout, stderr)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "corredor:", oneLine(sentence(err)))
	if geo.KindOf(err) == geo.Invalid {
		return 2
	}
	return 1
}

// sentence is what the person who started the program is told: the words meant for them,
// and the cause in brackets.
func sentence(err error) string {
	problem, ok := errors.AsType[*geo.Problem](err)
	if !ok {
		return err.Error()
	}
	if problem.Err == nil {
		return problem.Msg
	}
	return fmt.Sprintf("%s (%v)", problem.Msg, problem.Err)
}

// oneLine is a text without line breaks: the driver tells of each address it tried in a
// line of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
