package geo

import "strings"

// Fold brings spellings of a name together, for searching: lower case, accents
// and the tilde of ñ removed, everything but letters and digits turned into
// single spaces, doubled letters made one. Fold("Ccapacmarca") is "capacmarca",
// and so is Fold("CAPACMARCA"). It is idempotent. The database has a twin,
// fold(text), with the same table of accents.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last byte
	for _, r := range strings.ToLower(s) {
		c := plain(r)
		if c == 0 || (c == last && (c == ' ' || c >= 'a')) || (c == ' ' && b.Len() == 0) {
			continue
		}
		b.WriteByte(c)
		last = c
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Terms reads a search: terms with commas between them, of which one is enough, each of
// folded words, all of which it needs, as OGC API – Records has q. Terms without a
// word are left out, so that "," is no search.
func Terms(s string) (terms [][]string) {
	for term := range strings.SplitSeq(s, ",") {
		if words := strings.Fields(Fold(term)); len(words) > 0 {
			terms = append(terms, words)
		}
	}
	return terms
}

// plain returns the unaccented letter or the digit, a space for anything else,
// and 0 for a combining accent, which vanishes.
func plain(r rune) byte {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return byte(r)
	case r >= 0x300 && r <= 0x36f:
		return 0
	}
	switch r {
	case 'á', 'à', 'â', 'ä', 'ã', 'å':
		return 'a'
	case 'é', 'è', 'ê', 'ë':
		return 'e'
	case 'í', 'ì', 'î', 'ï':
		return 'i'
	case 'ó', 'ò', 'ô', 'ö', 'õ':
		return 'o'
	case 'ú', 'ù', 'û', 'ü':
		return 'u'
	case 'ñ':
		return 'n'
	case 'ç':
		return 'c'
	case 'ý', 'ÿ':
		return 'y'
	}
	return ' '
}
