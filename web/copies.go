package web

import (
	"container/list"
	"context"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"corredor/geo"
)

// Answers that everybody gets the same of and that take long to make, embeds above all,
// are kept as they were answered, by their addresses word for word: when an article is
// read by very many, each of them costs a look into a table.

// copiesBudget is the memory that kept answers may take; the one not asked for longest
// makes room.
const copiesBudget = 32 << 20

// moment is what an answer was made of: where the map, the items in memory and the
// calendar stand, and whether the database did.
type moment struct {
	revision, kept int64
	today          geo.Day
	down           bool
}

// moment returns how things stand now.
func (s *Server) moment() moment {
	m := moment{today: geo.DayOf(s.Now().In(limaTime))}
	if snap := s.Snapshot(); snap != nil {
		m.revision = snap.Revision()
	}
	if s.Store != nil {
		m.down = s.Store.Down()
		if k := s.Store.Kept(); k != nil {
			m.kept = k.Revision()
		}
	}
	return m
}

// copied is an answer with all of its head but the request's id.
type copied struct {
	key           string
	at            moment
	route         string
	header        http.Header
	plain, packed []byte
	tag           string // of the plain bytes, quotes included
}

func (c *copied) size() int { return len(c.key) + len(c.plain) + len(c.packed) + 1024 }

// copies are kept answers. They are safe for concurrent use.
type copies struct {
	mu    sync.Mutex // guards what follows
	order list.List  // of *copied, that asked for last in front
	byKey map[string]*list.Element
	bytes int
	once  onces[wish, *copied]

	drawings *drawings // among which the answers have their turns
}

// wish is an answer as things stand.
type wish struct {
	key string
	at  moment
}

func newCopies(d *drawings) *copies {
	return &copies{byKey: map[string]*list.Element{}, drawings: d}
}

// find returns an answer as things stand, nil where there is none.
func (c *copies) find(key string, at moment) *copied {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil || e.Value.(*copied).at != at {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*copied)
}

// before returns the answer that was kept of the same data, when the database was there or the
// day another: what cannot be made now is better than nothing as it was, as long as nothing
// was changed or withdrawn since. It is nil where there is none.
func (c *copies) before(key string, now moment) *copied {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return nil
	}
	old := e.Value.(*copied)
	if old.at.revision != now.revision || old.at.kept != now.kept {
		return nil
	}
	return old
}

// get returns the answer that is kept, or makes it: once, however many ask for it. gather
// asks for what it is made of and returns what makes it, which waits for its turn among
// all that is drawn. Both have drawingTime together, and go on for those who wait where
// the first has left.
func (c *copies) get(ctx context.Context, key string, at moment, gather func(context.Context) (draw func() (*copied, error), err error)) (*copied, error) {
	find := func() (*copied, bool) {
		found := c.find(key, at)
		return found, found != nil
	}
	return c.once.do(ctx, wish{key, at}, find, func() (*copied, error) {
		made, err := c.fresh(ctx, gather)
		if old := c.before(key, at); geo.KindOf(err) == geo.Unavailable && old != nil {
			return old, nil
		}
		if err != nil {
			return nil, err
		}
		made.key, made.at = key, at
		c.keep(made)
		return made, nil
	})
}

// fresh is get where nothing is kept.
func (c *copies) fresh(ctx context.Context, gather func(context.Context) (func() (*copied, error), error)) (*copied, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drawingTime)
	defer cancel()
	draw, err := gather(ctx)
	if err != nil {
		return nil, err
	}
	leave, err := turn(ctx, c.drawings.busy)
	if err != nil {
		return nil, err
	}
	defer leave()
	return draw()
}

// keep puts an answer in front, in place of the one it follows.
func (c *copies) keep(made *copied) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.byKey[made.key]; old != nil {
		c.drop(old)
	}
	c.byKey[made.key] = c.order.PushFront(made)
	c.bytes += made.size()
	for c.bytes > copiesBudget && c.order.Len() > 1 {
		c.drop(c.order.Back())
	}
}

// drop forgets an answer. Holds mu.
func (c *copies) drop(e *list.Element) {
	old := c.order.Remove(e).(*copied)
	delete(c.byKey, old.key)
	c.bytes -= old.size()
}

// addressOf is the key of an answer: links in it name the host that was asked.
func (s *Server) addressOf(r *http.Request) string { return s.base(r) + "\n" + r.URL.RequestURI() }

// copyFor is the kept answer to a request, made where there is none.
func (s *Server) copyFor(r *http.Request, gather func(context.Context) (draw func() (*copied, error), err error)) (*copied, error) {
	key := s.addressOf(r)
	if found := s.copies.find(key, s.moment()); found != nil {
		return found, nil
	}
	leave, err := s.drawings.lane(r.Context(), visitOf(r).addr)
	if err != nil {
		if old := s.copies.before(key, s.moment()); old != nil {
			return old, nil
		}
		return nil, err
	}
	defer leave()
	return s.copies.get(r.Context(), key, s.moment(), gather)
}

// sendCopy answers with a kept answer, packed where that is taken.
func sendCopy(w http.ResponseWriter, r *http.Request, c *copied) error {
	h := w.Header()
	for name, values := range c.header {
		h[name] = values
	}
	tag, body := c.tag, c.plain
	if acceptsGzip(r) {
		tag, body = packedOf(c.tag), c.packed
		h["Content-Encoding"] = gzipped
	}
	h["Etag"] = []string{tag}
	if hasTag(r, c.tag) || hasTag(r, packedOf(c.tag)) {
		delete(h, "Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(body)
	return err
}

var gzipped = []string{"gzip"}

// isCopied reports whether a request is for what is answered from copies.
func isCopied(r *http.Request) bool {
	return r.URL.Path == embedPath || r.URL.Path == embedDataPath
}

// sendCopied answers a request with a kept answer before anything of it is read, where
// there is one of the present and nothing is to be told or refused.
func (s *Server) sendCopied(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet || !isCopied(r) || r.Header.Get(revisionHeader) != "" || s.Log.Enabled(r.Context(), slog.LevelDebug) {
		return false
	}
	c := s.copies.find(s.addressOf(r), s.moment())
	if c == nil {
		return false
	}
	addr := clientAddr(r, s.TrustedProxies)
	if s.lonely(r, addr) || s.meter.spend(addr, light) > 0 {
		return false
	}
	start := time.Now()
	s.metrics.open.Inc()
	defer s.metrics.open.Dec()
	h := w.Header()
	maps.Copy(h, everywhere)
	maps.Copy(h, documents)
	maps.Copy(h, shared)
	h["X-Request-Id"] = []string{requestID(r)}
	h[revisionHeader] = []string{strconv.FormatInt(c.at.revision, 10)}
	if c.at.down {
		h[revisionHeader] = []string{strconv.FormatInt(c.at.kept, 10)}
		if at := s.Store.AsOf(); !at.IsZero() {
			h[asOfHeader] = []string{at.Format(time.RFC3339)}
		}
	}
	_ = sendCopy(w, r, c) // who has gone does not mind
	status := "200"
	if h["Content-Length"] == nil {
		status = "304"
	}
	s.metrics.requests.WithLabelValues(c.route, http.MethodGet, status).Inc()
	s.metrics.took.WithLabelValues(c.route).Observe(time.Since(start).Seconds())
	return true
}

// How long answers of the present that are the same for everybody may be kept: by a
// browser for a minute, by a cache between for five, which may go on with them for a day
// while it asks again, and for a week while there is nobody to ask.
const presentCaching = "public, max-age=60, s-maxage=300, stale-while-revalidate=86400, stale-if-error=604800"

// versionCaching is for answers of a version, which change with the program alone.
const versionCaching = "public, max-age=86400, s-maxage=604800, stale-while-revalidate=604800, stale-if-error=2592000"

// cachingOf is how long an answer of a view may be kept.
func cachingOf(v view) string {
	if v.Version != "" {
		return versionCaching
	}
	return presentCaching
}
