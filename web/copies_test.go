package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// drawing needs nothing to be gathered.
func drawing(draw func() (*copied, error)) func(context.Context) (func() (*copied, error), error) {
	return func(context.Context) (func() (*copied, error), error) { return draw, nil }
}

func TestACopyIsOfThePresent(t *testing.T) {
	c := newCopies(newDrawings())
	made := 0
	ask := func(at moment) string {
		t.Helper()
		found, err := c.get(t.Context(), "a", at, drawing(func() (*copied, error) {
			made++
			return newCopied(fmt.Appendf(nil, "answer %d", made), jsonType, presentCaching, "/a"), nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		return string(found.plain)
	}
	for i, at := range []moment{{revision: 1}, {revision: 2}, {revision: 2, kept: 2}, {revision: 2, kept: 2, today: 1}, {revision: 2, kept: 2, today: 1, down: true}} {
		want := fmt.Sprint("answer ", i+1)
		if got := ask(at); got != want {
			t.Errorf("%+v: %s, want %s", at, got, want)
		}
		if got := ask(at); got != want {
			t.Errorf("%+v again: %s, want %s", at, got, want)
		}
		if c.find("a", moment{revision: 9}) != nil {
			t.Error("a copy of another moment is found")
		}
	}
	if n := c.order.Len(); n != 1 {
		t.Errorf("%d copies of one address are kept", n)
	}
}

func TestCopiesStayWithinTheirMemory(t *testing.T) {
	c := newCopies(newDrawings())
	body := make([]byte, copiesBudget/8)
	for i := range 40 {
		key := fmt.Sprint(i)
		if _, err := c.get(t.Context(), key, moment{}, drawing(func() (*copied, error) { return &copied{plain: body}, nil })); err != nil {
			t.Fatal(err)
		}
		if c.find("0", moment{}) == nil {
			t.Fatalf("after %d others the copy that is asked for all the time is gone", i)
		}
	}
	if c.bytes > copiesBudget || c.order.Len() != len(c.byKey) || c.order.Len() < 5 {
		t.Errorf("%d bytes in %d copies, %d by address", c.bytes, c.order.Len(), len(c.byKey))
	}
}

func TestACopyIsMadeOnceForAllWhoWait(t *testing.T) {
	c := newCopies(newDrawings())
	var made, failed atomic.Int32
	enter := make(chan struct{})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			<-enter
			if _, err := c.get(t.Context(), "a", moment{}, drawing(func() (*copied, error) { made.Add(1); return &copied{}, nil })); err != nil {
				failed.Add(1)
			}
		})
	}
	close(enter)
	all.Wait()
	if made.Load() != 1 || failed.Load() != 0 {
		t.Errorf("made %d times, failed %d times", made.Load(), failed.Load())
	}
	// What failed is not kept.
	wrong := errors.New("no")
	if _, err := c.get(t.Context(), "b", moment{}, drawing(func() (*copied, error) { return nil, wrong })); !errors.Is(err, wrong) {
		t.Error(err)
	}
	if found, err := c.get(t.Context(), "b", moment{}, drawing(func() (*copied, error) { return &copied{plain: []byte("x")}, nil })); err != nil || string(found.plain) != "x" {
		t.Error(found, err)
	}
}

// TestWhoLeavesTakesNothingFromThoseWhoWait: neither the first, who gathers, nor one who
// waits; and nobody who gathers holds a turn.
func TestWhoLeavesTakesNothingFromThoseWhoWait(t *testing.T) {
	c := newCopies(newDrawings())
	for range cap(c.drawings.busy) {
		c.drawings.busy <- struct{}{}
	}
	first, leave := context.WithCancel(t.Context())
	gathering, left := make(chan struct{}), make(chan struct{})
	gather := func(ctx context.Context) (func() (*copied, error), error) {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("what is gathered has no time limit")
		}
		close(gathering)
		<-left
		return func() (*copied, error) { return &copied{}, nil }, ctx.Err()
	}
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := c.get(first, "a", moment{}, gather); err != nil {
			t.Error(err)
		}
	})
	<-gathering
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.get(gone, "a", moment{}, gather); !errors.Is(err, context.Canceled) {
		t.Errorf("who waited and left: %v", err)
	}
	all.Go(func() {
		if found, err := c.get(t.Context(), "a", moment{}, gather); err != nil || found == nil {
			t.Errorf("who waits is answered %v", err)
		}
	})
	leave()
	close(left)
	<-c.drawings.busy
	all.Wait()
}
