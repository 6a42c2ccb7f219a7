package seed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	reportName = regexp.MustCompile(`^Defensoría del Pueblo, monthly reports? of social conflicts(?: no\. ([\d;]+))?$`)
	webAddress = regexp.MustCompile(`^https?://\S+$`)
)

// source returns the id of a source, adding it when it is new. day may be nil.
func (l *loader) source(name, url string, day any) int64 {
	when := ""
	if t, ok := day.(time.Time); ok {
		when = t.Format(time.DateOnly)
	}
	key := name + "\n" + url + "\n" + when
	if id, ok := l.sources[key]; ok {
		return id
	}
	t := l.tables["source"]
	id := t.next()
	l.sources[key] = id
	nameES, edition := l.nameES("source_names_es.csv", "name_es", name), any(nil)
	if m := reportName.FindStringSubmatch(name); m != nil {
		nameES = "Defensoría del Pueblo, reportes mensuales de conflictos sociales"
		if n, err := strconv.Atoi(m[1]); err == nil {
			edition = n
			nameES = fmt.Sprintf("Defensoría del Pueblo, reporte mensual de conflictos sociales n.º %d", n)
		} else if m[1] != "" {
			nameES = "Defensoría del Pueblo, reportes mensuales de conflictos sociales n.os " + strings.ReplaceAll(m[1], ";", ", ")
		}
	}
	t.add(id, name, nameES, orNil(url), day, edition)
	return id
}

// sourceOf reads a cell that holds addresses (separated by " ; "), a name, or
// an address with a remark, and returns the sources' ids.
func (l *loader) sourceOf(cell string) []int64 {
	var ids []int64
	for _, part := range strings.Split(cell, " ; ") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		url, remark, _ := strings.Cut(part, " ")
		switch {
		case webAddress.MatchString(part):
			ids = append(ids, l.source(hostOf(part), part, nil))
		case webAddress.MatchString(url):
			ids = append(ids, l.source(hostOf(url)+" "+remark, url, nil))
		default:
			ids = append(ids, l.source(part, "", nil))
		}
	}
	return ids
}

// hostOf names an address of which only the address is known.
func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
