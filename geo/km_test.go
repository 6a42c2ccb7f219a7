package geo

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKmReadsWhatPeopleWrite(t *testing.T) {
	for in, want := range map[string]string{
		"130+250": "130+250", "130": "130+000", "130.25": "130+250", "130.2": "130+200", "130.025": "130+025",
		"km 130+250": "130+250", "Km. 130+250": "130+250", "KM130": "130+000", " 37+600 ": "37+600",
		"0": "0+000", "-0+250": "-0+250", "0+000": "0+000", "9999+999": "9999+999", "007": "7+000",
	} {
		k, err := ParseKm(in)
		if err != nil || k.String() != want {
			t.Errorf("%q: %s, %v; want %s", in, k, err, want)
		}
	}
}

func TestKmSaysWhatIsWrong(t *testing.T) {
	for in, says := range map[string]string{
		"": "not a km", "km": "not a km", "-5": "not a km", "-5.5": "not a km", "130+25": "three digits", "130+2500": "three digits",
		"130+": "three digits", "+250": "not a km", "130+25x": "not a km", "130.": "decimals", "130.2505": "decimals",
		"130,25": "not a km", "10000": "not a km", "1e3": "not a km", "--0+250": "not a km", "km km 3": "not a km",
		"130 + 250": "three digits", "١٣٠": "not a km", "130+-50": "not a km", "130 250": "not a km",
	} {
		k, err := ParseKm(in)
		if err == nil || KindOf(err) != Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %s, %v; want a problem saying %q", in, k, err, says)
		}
	}
}

func TestKmNumbersRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := Km(rapid.Int64Range(-9999999, 9999999).Draw(t, "km"))
		if KmOf(k.Kilometres()) != k {
			t.Fatalf("%s comes back as %s", k, KmOf(k.Kilometres()))
		}
	})
}

func FuzzParseKm(f *testing.F) {
	for _, s := range []string{"130+250", "130", "130.25", "km 130+250", "-0+250", "Km."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		k, err := ParseKm(in)
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("%q: %v", in, err)
			}
			return
		}
		if again, err := ParseKm(k.String()); err != nil || again != k {
			t.Fatalf("%q is %s, which reads as %s, %v", in, k, again, err)
		}
	})
}
