// Package reach says which addresses this server may connect to on behalf of others: those
// of the public network. Whoever calls addresses that somebody has written down asks here
// at each connection, since a name may lead inside a network by then.
package reach

import (
	"errors"
	"net/netip"
)

// ErrPrivate is that of an address that leads inside a network.
var ErrPrivate = errors.New("the address leads inside a network")

// reserved are the networks that lead to nobody of the public network, beside those that
// net/netip knows.
var reserved = func() (all []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8",       // this network
		"100.64.0.0/10",   // shared by carriers
		"192.0.0.0/24",    // protocols
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // relays of 6to4
		"198.18.0.0/15",   // measuring
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, broadcast
		"2001::/23",       // protocols, Teredo, which holds an address of IPv4
		"2001:db8::/32",   // documentation
		"2002::/16",       // 6to4, which holds an address of IPv4
		"3fff::/20",       // documentation
	} {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}()

// global is what of IPv6 is given out to the public network; all else, translated IPv4 too, is not.
var global = netip.MustParsePrefix("2000::/3")

// Public reports whether an address is one of the public network.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || a.Zone() != "" || a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsMulticast() ||
		a.IsLinkLocalUnicast() || a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Control looks at the address that is about to be connected to, after the name was looked
// up, for a net.Dialer: it must be public, and its port one that may be called. The error
// is ErrPrivate.
func Control(network, address string, mayCall func(port uint16) bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" || !Public(at.Addr()) || !mayCall(at.Port()) {
		return ErrPrivate
	}
	return nil
}
