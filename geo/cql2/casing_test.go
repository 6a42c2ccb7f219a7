package cql2

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The tables are written by hand, as SQL has them; Unicode is the second witness.
func TestCaseTableIsUnicodes(t *testing.T) {
	if a, b := utf8.RuneCountInString(caseFrom), utf8.RuneCountInString(caseTo); a != b {
		t.Fatalf("%d capitals, %d small letters", a, b)
	}
	for r := rune(0); r < 0x180; r++ {
		want := string(unicode.ToLower(r))
		if got := CaseI(string(r)); got != want {
			t.Errorf("CASEI(%q) = %q, Unicode has %q", r, got, want)
		}
	}
	if got := CaseI("ȘOSEAUA ȚĂRII ΟΔΟΣ"); got != "șoseaua țării ΟΔΟΣ" {
		t.Error(got)
	}
}

func TestAccentTableLeavesPlainLetters(t *testing.T) {
	if a, b := utf8.RuneCountInString(accentFrom), utf8.RuneCountInString(accentTo); a != b {
		t.Fatalf("%d letters, %d without accents", a, b)
	}
	for _, r := range accentTo {
		if r >= utf8.RuneSelf || !unicode.IsLetter(r) {
			t.Errorf("%q is no plain letter", r)
		}
	}
	const own = "ÆæßÞþĲĳĸŊŋŒœſ×÷ªº"
	for r := rune(0xa1); r < 0x180; r++ {
		got := AccentI(string(r))
		plain := got != string(r)
		if letter := unicode.IsLetter(r) && !strings.ContainsRune(own, r) && r != 'µ'; letter != plain {
			t.Errorf("ACCENTI(%q) = %q", r, got)
		}
		if plain && unicode.IsUpper(r) != unicode.IsUpper([]rune(got)[0]) {
			t.Errorf("ACCENTI(%q) = %q changes case", r, got)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"Quiñota, Apurímac", "Quinota, Apurimac"},
		{"Quin\u0303ota", "Quinota"},
		{"KØBENHAVN Łódź Chișinău", "KOBENHAVN Lodz Chisinau"},
		{"plain", "plain"},
	} {
		if got := AccentI(c.in); got != c.want {
			t.Errorf("ACCENTI(%q) = %q, not %q", c.in, got, c.want)
		}
	}
}
