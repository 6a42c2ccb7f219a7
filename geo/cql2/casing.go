package cql2

import "strings"

// The two tables below have a twin in the database, cql_casei(text) and
// cql_accenti(text), which are built on SQL's translate(x, from, to): each rune
// of a "from" is replaced by the rune at the same place of its "to", and a rune
// that has no place there is dropped. Both back ends of a filter then agree on
// every text. The tables hold ASCII, Latin-1, Latin Extended-A and the Romanian
// letters with a comma; nothing else changes.
const (
	// caseFrom is every capital letter of those ranges that has a single small
	// letter, caseTo that letter. İ becomes i.
	caseFrom = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" +
		"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ" +
		"ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ" +
		"ȘȚ"
	caseTo = "abcdefghijklmnopqrstuvwxyz" +
		"àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ" +
		"āăąćĉċčďđēĕėęěĝğġģĥħĩīĭįiĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž" +
		"șț"

	// accentFrom is every letter of those ranges that is one ASCII letter with
	// a mark or a stroke, accentTo that letter in the same case. Ligatures and
	// letters of their own (Æ, Œ, Ĳ, ß, Þ, ĸ, Ŋ, ſ) stay. The combining marks
	// U+0300 to U+036F are dropped, so that e followed by an acute accent and é
	// are one.
	accentFrom = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝ" +
		"àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿ" +
		"ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľĿŀŁłŃńŅņŇňŉ" +
		"ŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž" +
		"ȘșȚț"
	accentTo = "AAAAAACEEEEIIIIDNOOOOOOUUUUY" +
		"aaaaaaceeeeiiiidnoooooouuuuyy" +
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlLlNnNnNnn" +
		"OoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz" +
		"SsTt"
	firstMark, lastMark = '\u0300', '\u036f'
)

// tableEnd is above every rune of the two tables.
const tableEnd = 0x300

var caseTable, accentTable = table(caseFrom, caseTo), table(accentFrom, accentTo)

func table(from, to string) (t [tableEnd]rune) {
	for i := range t {
		t[i] = rune(i)
	}
	into := []rune(to)
	for i, r := range []rune(from) {
		t[r] = into[i]
	}
	return t
}

// CaseI returns s as CASEI compares it: in small letters, as the table says.
func CaseI(s string) string {
	return translate(s, &caseTable, false)
}

// AccentI returns s as ACCENTI compares it: without accents, as the table says,
// capital and small letters kept.
func AccentI(s string) string {
	return translate(s, &accentTable, true)
}

func translate(s string, t *[tableEnd]rune, dropMarks bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0 && r < tableEnd:
			return t[r]
		case dropMarks && r >= firstMark && r <= lastMark:
			return -1
		}
		return r
	}, s)
}
