package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddr returns who asks, as far as can be known: the peer or, where trusted
// proxies stand between, the last address in X-Forwarded-For that is none of
// them. What stands before that one in the header anybody can write.
func clientAddr(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer := netip.Addr{}
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		peer = at.Addr().Unmap()
	}
	told := r.Header.Values("X-Forwarded-For")
	if len(told) == 0 {
		return peer
	}
	chain := strings.Split(strings.Join(told, ","), ",")
	for i := len(chain) - 1; i >= 0 && within(peer, trusted); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		peer = before.Unmap()
	}
	return peer
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// household is what one party holds of addresses: one of version 4, a network of
// 64 bits of version 6.
func household(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.WithZone("").Prefix(bits) // the bits fit
	return p
}
