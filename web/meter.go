package web

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Rate is what one address may ask, in units of cost: a tile from memory costs
// one. Each address has a purse of Burst units, filled again by PerSecond. The
// zero Rate sets no limit.
type Rate struct {
	PerSecond, Burst float64
}

// What requests cost, in units. Features cost on top, as they are sent, so that
// a page of ten thousand costs more than one of ten.
const (
	free         = 0  // health, files
	light        = 1  // from memory: tiles, descriptions
	medium       = 3  // a question to the database
	heavy        = 10 // one that reads a whole collection
	upload       = 50 // a file brought in
	featuresUnit = 100
)

// mostPurses bounds the memory that a crowd of addresses can take.
const mostPurses = 100_000

// meter counts what each address has asked. It is safe for concurrent use.
type meter struct {
	rate Rate
	now  func() time.Time

	mu         sync.Mutex // guards what follows
	young, old map[netip.Prefix]*purse
	turned     time.Time
}

type purse struct {
	units float64
	at    time.Time
}

func newMeter(rate Rate, now func() time.Time) *meter {
	return &meter{rate: rate, now: now, young: map[netip.Prefix]*purse{}, turned: now()}
}

// spend takes units from an address's purse, or says how long to wait. Who has a
// full purse may always ask, whatever it costs; the purse then fills from below
// zero.
func (m *meter) spend(who netip.Addr, units float64) (wait time.Duration) {
	if m.rate.PerSecond <= 0 || units <= 0 {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.purse(who)
	if need := min(units, m.rate.Burst); p.units < need {
		return time.Duration((need - p.units) / m.rate.PerSecond * float64(time.Second))
	}
	p.units -= units
	return 0
}

// charge takes units for what has been sent already.
func (m *meter) charge(who netip.Addr, units float64) {
	if m.rate.PerSecond <= 0 || units <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.purse(who).units -= units
}

// purse returns an address's purse as it is now. Purses lie in two drawers; when
// the older has not been touched for the time an empty purse takes to fill, all
// in it are full, and it is emptied. Holds mu.
func (m *meter) purse(who netip.Addr) *purse {
	now, key := m.now(), household(who)
	fills := time.Duration(2 * m.rate.Burst / m.rate.PerSecond * float64(time.Second))
	if now.Sub(m.turned) > fills || len(m.young) >= mostPurses {
		m.young, m.old, m.turned = map[netip.Prefix]*purse{}, m.young, now
	}
	p, ok := m.young[key]
	if !ok {
		if p, ok = m.old[key]; !ok {
			p = &purse{units: m.rate.Burst, at: now}
		}
		m.young[key] = p
	}
	p.units = min(m.rate.Burst, p.units+now.Sub(p.at).Seconds()*m.rate.PerSecond)
	p.units = max(p.units, -m.rate.Burst)
	p.at = now
	return p
}

// tooMany is the refusal of an address that has asked too much.
type tooMany struct{ wait time.Duration }

func (t tooMany) seconds() int { return max(1, int(math.Ceil(t.wait.Seconds()))) }

func (t tooMany) Error() string {
	return fmt.Sprintf("Too much has been asked from this address; ask again in %d s.", t.seconds())
}

// paid lets a handler answer where the address can pay its cost.
func (s *Server) paid(units float64, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := visitOf(r)
		if s.lonely(r, v.addr) {
			s.warnProxy.Do(func() {
				s.Log.Warn("requests name the addresses they come from, but come through a proxy that is not trusted: all of them count as one; see --trusted-proxies", "peer", v.addr)
			})
		}
		if wait := s.meter.spend(v.addr, units); wait > 0 {
			s.metrics.refused.Inc()
			return tooMany{wait}
		}
		return h(w, r)
	}
}

// lonely reports whether a request came through a proxy that nobody has named.
func (s *Server) lonely(r *http.Request, addr netip.Addr) bool {
	return s.Rate.PerSecond > 0 && r.Header.Get("X-Forwarded-For") != "" && !within(addr, s.TrustedProxies) &&
		len(s.TrustedProxies) == 0 && (addr.IsLoopback() || addr.IsPrivate())
}

// sent charges for features as they go out.
func (s *Server) sent(r *http.Request, features int) {
	s.meter.charge(visitOf(r).addr, float64(features)/featuresUnit)
}
