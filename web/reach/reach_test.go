package reach

import (
	"net/netip"
	"strings"
	"testing"
)

func TestOnlyAddressesOfThePublicNetworkArePublic(t *testing.T) {
	for _, text := range strings.Fields(`
		127.0.0.1 127.255.0.1 ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 0.0.0.0 0.1.2.3 :: 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
		169.254.169.254 fe80::1 fe80::1%eth0 fd00:ec2::254 fc00::1 100.64.0.1 100.127.255.255 100.100.100.200 192.0.0.192 192.0.2.1 198.51.100.1 203.0.113.1
		198.18.0.1 198.19.255.255 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 ff02::1 ff0e::1 64:ff9b::7f00:1 64:ff9b:1::1
		2002:7f00:1::1 2001::1 2001:db8::1 3fff::1 fec0::1 100::1 ::7f00:1 4000::1`) {
		if Public(netip.MustParseAddr(text)) {
			t.Errorf("%s is taken for public", text)
		}
	}
	for _, text := range strings.Fields(`8.8.8.8 1.1.1.1 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.1 192.0.1.1 198.17.0.1 223.255.255.255 2606:4700::1 2a00:1450::1 ::ffff:8.8.8.8`) {
		if !Public(netip.MustParseAddr(text)) {
			t.Errorf("%s is not taken for public", text)
		}
	}
}

func TestAConnectionIsLookedAt(t *testing.T) {
	web := func(port uint16) bool { return port == 443 }
	for _, c := range []struct {
		network, address string
		lets             bool
	}{
		{"tcp4", "8.8.8.8:443", true}, {"tcp6", "[2606:4700::1]:443", true}, {"tcp4", "8.8.8.8:25", false}, {"tcp4", "10.0.0.1:443", false},
		{"tcp6", "[::ffff:127.0.0.1]:443", false}, {"udp4", "8.8.8.8:443", false}, {"unix", "/run/x", false}, {"tcp4", "", false},
	} {
		if err := Control(c.network, c.address, web); (err == nil) != c.lets {
			t.Errorf("%s %s: %v", c.network, c.address, err)
		}
	}
}
