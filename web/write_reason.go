package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"corredor/data"
	"corredor/geo"
)

// What an address may say beside the body of a write. They stand in the address, and
// not in a header, because a reason is written in letters that headers do not have.
const (
	reasonParameter = "reason"
	mergedParameter = "merged_into"
)

// writeParameters are the parameters that a write may have.
func writeParameters(r *http.Request) []string {
	if r.Method == http.MethodDelete {
		return []string{reasonParameter, mergedParameter}
	}
	return []string{reasonParameter}
}

// readWhy reads why something is written, and what stands for what is taken away.
func readWhy(r *http.Request, write *data.Write) error {
	given, err := readQuery(r, writeParameters(r)...)
	if err != nil {
		return err
	}
	write.Why = strings.Join(strings.Fields(given[reasonParameter]), " ")
	if utf8.RuneCountInString(write.Why) > data.MostWhy {
		return geo.Invalidf(reasonParameter, "A reason has at most %d letters.", data.MostWhy)
	}
	if text, ok := given[mergedParameter]; ok {
		write.MergedInto, err = readNumber(mergedParameter, text, 1)
	}
	return err
}
