package web

import (
	"context"
	"io"
	"time"

	"corredor/geo"
)

// A workshop bounds how many files are made at one time that are made whole before
// they are sent: each takes tens of megabytes and a processor. Sending takes neither,
// so a place is free again with the first byte of the file.
type workshop struct {
	places   chan struct{}
	patience time.Duration // how long to wait for a place
}

func newWorkshop() *workshop {
	return &workshop{places: make(chan struct{}, 4), patience: 20 * time.Second}
}

// enter waits for a place and returns w, which gives it back, as leave does.
func (k *workshop) enter(ctx context.Context, w io.Writer) (_ io.Writer, leave func(), err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, k.patience, geo.Unavailablef(nil, "Several files are being made already. Ask again in a moment, or for CSV or GeoJSON, which need not be made first."))
	defer cancel()
	select {
	case k.places <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	inside := true
	leave = func() {
		if inside {
			inside = false
			<-k.places
		}
	}
	return &leaving{w, leave}, leave, nil
}

// leaving leaves the workshop before the first byte is written.
type leaving struct {
	w     io.Writer
	leave func()
}

func (l *leaving) Write(b []byte) (int, error) {
	l.leave()
	return l.w.Write(b)
}
