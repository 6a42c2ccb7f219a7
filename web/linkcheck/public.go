package linkcheck

import (
	"errors"
	"net/netip"
	"syscall"
)

// errPrivate says that an address leads inside a network.
var errPrivate = errors.New("the address leads inside a network")

// mayDial refuses addresses that are not of the public network: it is asked with what
// the name has led to, so that no name can lead there.
func (c *Checker) mayDial(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || c.AllowPrivate {
		return err
	}
	if !Public(at.Addr()) {
		return errPrivate
	}
	return nil
}

// shared are networks of providers, of tests and of protocols, which netip does not
// count among the private ones.
var shared = func() (all []netip.Prefix) {
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b:1::/48", "100::/64", "2001:db8::/32"} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}()

// Public reports whether an address is one of the public network. Addresses of version 4
// that are written into ones of version 6 count as what they are.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if bits := a.As16(); a.Is6() && (netip.MustParsePrefix("64:ff9b::/96").Contains(a) || netip.MustParsePrefix("2002::/16").Contains(a)) {
		inner := [4]byte(bits[12:])
		if bits[0] == 0x20 {
			inner = [4]byte(bits[2:])
		}
		return Public(netip.AddrFrom4(inner))
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() {
		return false
	}
	for _, p := range shared {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
