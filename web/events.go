package web

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"corredor/data"
	"corredor/geo"
)

// How a stream of events is kept: a line now and then, so that what is between
// does not take it for dead; a listener that takes nothing for so long loses it.
var (
	heartbeat = 20 * time.Second
	slowest   = 10 * time.Second
)

const eventsType = "text/event-stream"

// How many may listen: an address (see Rate, without which there is no such
// bound), and all together.
const (
	mostOfOne = 500
	mostOfAll = 20_000
)

// Tell says that the map has come to a revision by changes, in order; nil changes
// mean that anything may have changed. It is called after Snapshot returns that
// map.
func (s *Server) Tell(revision int64, changes []data.Change) { s.news.tell(revision, changes) }

// events answers with server-sent events: first what has changed since the event
// that the listener had last, then whatever changes, until either side leaves.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "lastEventId")
	if err != nil {
		return err
	}
	snap, err := s.snapshot()
	if err != nil {
		return err
	}
	heard, err := heardLast(r, given["lastEventId"])
	if err != nil {
		return err
	}
	who := visitOf(r).addr
	if err := s.listeners.enter(who, s.Rate.PerSecond > 0); err != nil {
		return err
	}
	defer s.listeners.leave(who)

	h := w.Header()
	h.Set("Content-Type", eventsType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	if r.Method == http.MethodHead {
		return nil
	}
	out := stream{w: w, control: http.NewResponseController(w)}
	// The time limits are those of requests; as in steady, who has none is none the worse.
	_ = out.control.SetReadDeadline(time.Time{})
	// Who was cut off with all others does not come back with all others.
	out.send(fmt.Appendf(nil, "retry: %d\n\n", 1000+rand.IntN(2000)))
	if heard < 0 {
		heard = snap.Revision()
		out.send(eventOf(told{Revision: heard, Changed: []touched{}}))
	}
	// A server that restored a backup, or is behind another, has not come so far.
	if !s.awaited(r, heard) {
		heard = -1
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for out.err == nil {
		news, more := s.news.after(heard, s.Snapshot().Revision())
		if news != nil {
			heard = news.to
			out.send(news.event)
			continue
		}
		select {
		case <-more:
		case <-beat.C:
			out.send([]byte(":\n\n"))
		case <-s.news.over:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
	return nil // a listener that left is no fault
}

// heardLast reads which event the listener had last, -1 for none. Browsers send it
// when they connect again; a page that has asked for something else already says it
// in the address.
func heardLast(r *http.Request, given string) (int64, error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = given
	}
	if text == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, geo.Invalidf("lastEventId", "The last event is %q; it should be the id of an event, a whole number.", geo.Clip(text, 40))
	}
	return n, nil
}

// stream writes events; after an error nothing more.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (s *stream) send(event []byte) {
	if s.err != nil {
		return
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(slowest))
	if _, s.err = s.w.Write(event); s.err == nil {
		s.err = s.control.Flush()
	}
}

// ahead is how long is waited for a revision that another server has shown
// already.
const ahead = 2 * time.Second

// awaited waits a while until the map has come to a revision, and reports whether
// it has.
func (s *Server) awaited(r *http.Request, revision int64) bool {
	var patience <-chan time.Time
	for {
		more := s.news.step()
		if s.Snapshot().Revision() >= revision {
			return true
		}
		if patience == nil {
			patience = time.After(ahead)
		}
		select {
		case <-more:
		case <-patience:
			return false
		case <-s.news.over:
			return false
		case <-r.Context().Done():
			return false
		}
	}
}

// listeners counts who listens. It is safe for concurrent use.
type listeners struct {
	mu  sync.Mutex // guards what follows
	all int
	of  map[netip.Prefix]int
}

func (l *listeners) enter(who netip.Addr, bounded bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.all >= mostOfAll:
		return geo.Unavailablef(nil, "%d listen already, which is as many as this server takes.", l.all)
	case bounded && l.of[household(who)] >= mostOfOne:
		return tooMany{heartbeat}
	}
	if l.of == nil {
		l.of = map[netip.Prefix]int{}
	}
	l.all++
	l.of[household(who)]++
	return nil
}

func (l *listeners) leave(who netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.of[household(who)]--; l.of[household(who)] == 0 {
		delete(l.of, household(who))
	}
}

func (l *listeners) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}
