package data

import "strings"

// FeaturesSQL is the question that all items of a collection are made of.
func FeaturesSQL(c Collection) string {
	var out strings.Builder
	for line := range strings.Lines(c.features(crss[0])) {
		// On one line, for psql, without comments.
		code, _, _ := strings.Cut(line, "--")
		out.WriteString(strings.TrimSpace(code) + " ")
	}
	return out.String() + "order by c.id"
}
