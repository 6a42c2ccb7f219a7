package web

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAnAddressPaysByCost(t *testing.T) {
	now := time.Unix(1e9, 0)
	m := newMeter(Rate{PerSecond: 10, Burst: 100}, func() time.Time { return now })
	one, two := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for i := range 10 {
		if wait := m.spend(one, 10); wait != 0 {
			t.Fatalf("request %d has to wait %s", i, wait)
		}
	}
	if wait := m.spend(one, 10); wait != time.Second {
		t.Errorf("an empty purse waits %s for 10 units, want 1 s", wait)
	}
	if m.spend(one, free) != 0 || m.spend(two, 10) != 0 {
		t.Error("what is free, or another address, had to wait")
	}
	now = now.Add(time.Second)
	if m.spend(one, 10) != 0 {
		t.Error("a second fills nothing")
	}
	now = now.Add(time.Hour)
	if m.spend(one, 500) != 0 {
		t.Error("a full purse cannot pay more than it holds")
	}
	if wait := m.spend(one, 1); wait < 10*time.Second || wait > 11*time.Second {
		t.Errorf("after spending to below zero the wait is %s", wait)
	}
	m.charge(two, 1e9)
	if wait := m.spend(two, 1); wait > 21*time.Second {
		t.Errorf("a long answer costs a wait of %s", wait)
	}
}

func TestPursesAreForgottenWhenFull(t *testing.T) {
	now := time.Unix(1e9, 0)
	m := newMeter(Rate{PerSecond: 1, Burst: 10}, func() time.Time { return now })
	for i := range mostPurses * 3 {
		m.spend(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 1)
	}
	if n := len(m.young) + len(m.old); n > 2*mostPurses {
		t.Errorf("%d purses are kept", n)
	}
	now = now.Add(time.Minute)
	m.spend(netip.MustParseAddr("192.0.2.1"), 1)
	now = now.Add(time.Minute)
	m.spend(netip.MustParseAddr("192.0.2.1"), 1)
	if n := len(m.young) + len(m.old); n > 2 {
		t.Errorf("%d purses are left after two minutes", n)
	}
}

func TestAddressesAreTakenFromTrustedProxiesOnly(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.7:1", "", "192.0.2.7"},
		{"192.0.2.7:1", "198.51.100.1", "192.0.2.7"}, // a stranger may write what it likes
		{"127.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"127.0.0.1:1", "203.0.113.9, 198.51.100.1, 10.1.1.1", "198.51.100.1"}, // what a stranger wrote first is not believed
		{"127.0.0.1:1", "nobody", "127.0.0.1"},
		{"127.0.0.1:1", "", "127.0.0.1"},
		{"[::ffff:127.0.0.1]:1", "2001:db8::1", "2001:db8::1"},
	} {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := clientAddr(r, trusted); got.String() != c.want {
			t.Errorf("%s with %q is %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	a, b, c := netip.MustParseAddr("2001:db8:1:2::1"), netip.MustParseAddr("2001:db8:1:2:ffff::9"), netip.MustParseAddr("2001:db8:1:3::1")
	if household(a) != household(b) || household(a) == household(c) {
		t.Error("a network of 64 bits is not one household")
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	h := serve(t)
	h.web.meter = newMeter(Rate{PerSecond: 0.5, Burst: 4}, time.Now)
	if a := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1"); a.StatusCode != 200 {
		t.Fatal(a.Status)
	}
	a := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1")
	wait, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if a.StatusCode != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 8 || !strings.Contains(string(a.body), "Too much has been asked") {
		t.Errorf("%s, Retry-After %q, %s", a.Status, a.Header.Get("Retry-After"), a.body)
	}
	if page := h.ask(t, http.MethodGet, "/list", "Accept", "text/html"); page.StatusCode != http.StatusTooManyRequests || !strings.Contains(string(page.body), "Desde esta dirección") {
		t.Errorf("%s %.300s", page.Status, page.body)
	}
	for _, path := range []string{"/livez", "/readyz", "/metrics", h.web.assets.named["pages.css"]} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != 200 {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
	// A feed asks the database again and again, and costs so.
	h.web.meter = newMeter(Rate{PerSecond: 0.01, Burst: heavy + 1}, time.Now)
	for _, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		if a := h.ask(t, http.MethodGet, "/feeds/zones.atom?limit=1"); a.StatusCode != want {
			t.Errorf("a feed: %s, want %d", a.Status, want)
		}
	}
	// The map's page is given whatever a shared link shows; its card only where that is paid.
	for burst, own := range map[float64]bool{light + medium: true, medium: false} {
		h.web.meter = newMeter(Rate{PerSecond: 0.01, Burst: burst}, time.Now)
		a := h.ask(t, http.MethodGet, "/"+aDay, "Accept", "text/html")
		if got := strings.Contains(string(a.body), "2 cierres y 1 hecho de violencia"); a.StatusCode != http.StatusOK || got != own {
			t.Errorf("with %v units: %s, a card of its own %v", burst, a.Status, got)
		}
	}
}

// TestFeaturesCostAsTheyGo: the answer that takes more than the purse holds is
// given whole, and waited for afterwards.
func TestFeaturesCostAsTheyGo(t *testing.T) {
	h := serve(t)
	h.web.meter = newMeter(Rate{PerSecond: 0.01, Burst: 6}, time.Now)
	if a := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1000"); a.StatusCode != 200 || !strings.Contains(string(a.body), `"numberReturned":366`) {
		t.Fatal(a.Status)
	}
	if a := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1"); a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("366 features cost no more than one: %s", a.Status)
	}
}
