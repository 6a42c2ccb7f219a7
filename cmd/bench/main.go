// Bench measures what the map in memory costs and how fast it is, on made-up
// incidents in a real PostGIS, beside the peers' way on the same data in the same run,
// and prints one table of what was measured and whether each goal holds. make bench
// runs it; docs/bench.md tells how to read it.
//
// What serves is the real program, in a process of its own, and so is the client that
// asks it over HTTP. What is said of "in process" calls the same functions without
// HTTP. Every setting is read in settings.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is main with its surroundings as arguments.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	c, command, err := read(args, stdout)
	if err != nil {
		return err
	}
	switch command {
	case "run":
		return c.Run.run(ctx, stdout, stderr)
	case "embed":
		return c.Embed.run(ctx, stdout, stderr)
	case "fill":
		return c.Fill.run(ctx, stderr)
	case "client":
		return c.Client.run(ctx, stdin, stdout)
	case "bare":
		return c.Bare.run(ctx, stdin, stdout)
	}
	return nil // help was asked for, and printed
}
