package web

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"corredor/geo"
)

// functions are what templates may call, in one language.
func (l lang) functions() template.FuncMap {
	return template.FuncMap{
		"lang":     func() string { return string(l) },
		"langs":    func() []lang { return langs },
		"sections": func() []section { return sections },
		"upper":    func(l lang) string { return strings.ToUpper(string(l)) },
		"ownName":  func(l lang) string { return map[lang]string{spanish: "ES – Español", english: "EN – English"}[l] },

		"t":     l.word,
		"say":   l.say,
		"count": l.countOf,
		"word":  func(group string, key any) string { return l.word(group + "." + fmt.Sprint(key)) },
		"pick":  l.pick,

		"orElse":   orElse,
		"outcomes": func() []string { return []string{"done", "refused"} },
		"limits":   func() []string { return []string{"20", "100", "500", "1000"} },

		"date":       l.anyDate,
		"dates":      func(from, to any) string { return l.dates(plainDay(from), plainDay(to)) },
		"stated":     l.stated,
		"statedAll":  l.statedAll,
		"decimal":    func(n *float64, decimals int) string { return number(*n, decimals) },
		"decimalInt": func(n int64) string { return number(float64(n), 0) },
		"percent":    percent,
		"fileSize":   l.bytes,
		"toll":       l.toll,
		"bar":        bar,
		"symbol":     symbol,

		"where":      where,
		"lasted":     l.lasted,
		"disagree":   l.disagree,
		"kmNote":     l.kmNote,
		"relation":   func(relation, decree string) string { return l.say("incident."+relation, decree) },
		"decreeName": func(number, es, en string) string { return l.pick(orElse(number, es), orElse(number, en)) },
		"mapLink":    l.mapLink,

		"actDate":    l.actDate,
		"inferred":   func(evidence string) bool { return evidence == "inferred_chain" },
		"evidence":   l.evidence,
		"rights":     l.rights,
		"rightsNote": func(es, note string, rights []geo.Right) template.HTML { return l.told(rightsNote(es, note, rights)) },
		"counts":     l.tallyOf,
		"told":       l.told,
		"moment":     l.moment,
	}
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func plainDay(d any) day {
	if p, ok := d.(*day); ok {
		return *p
	}
	return d.(day)
}

func (l lang) anyDate(d any) string { return l.date(plainDay(d)) }

func (l lang) countOf(key string, n any) string {
	if p, ok := n.(*int); ok {
		return l.count(key, *p)
	}
	return l.count(key, n.(int))
}

func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	return number(100*float64(n)/float64(of), 0) + nbsp + "%"
}

// bar is a length of at most 120 pixels. It is SVG, since the security policy
// lets no element carry a style.
func bar(n, most int, class string) template.HTML {
	length := 0.0
	if most > 0 {
		length = 120 * float64(n) / float64(most)
	}
	return template.HTML(fmt.Sprintf(`<svg class="bar %s" width="120" height="10" viewBox="0 0 120 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="%.1f" height="10"/></svg>`,
		template.HTMLEscapeString(class), length))
}

// outlines of the groups' symbols in a circle of radius 7, as on the map.
var outlines = map[geo.Category]string{
	geo.Closures:    "M-6-6H6V6H-6Z",
	geo.Violence:    "M0-7.1L7.4 5.9H-7.4Z",
	geo.StateAction: "M-5.9-6.2H5.9V1.4L0 7L-5.9 1.4Z",
	geo.Dialogue:    "M-6.4 0A6.4 6.4 0 1 1 6.4 0A6.4 6.4 0 1 1-6.4 0Z",
	geo.Other:       "M-2.2-6.6H2.2V-2.2H6.6V2.2H2.2V6.6H-2.2V2.2H-6.6V-2.2H-2.2Z",
}

// symbol is a group's sign: filled where the place is known, hollow where only
// its area is. It says nothing to a screen reader; the words beside it do.
func symbol(c geo.Category, precision any) template.HTML {
	class, mark := "symbol "+strings.ReplaceAll(string(c), "_", "-"), ""
	if p := geo.PlacePrecision(fmt.Sprint(precision)); !p.IsPoint() {
		class += " hollow"
	} else if c == geo.Closures {
		mark = `<path class="mark" d="M-3.8-1.3H3.8V1.3H-3.8Z"/>`
	}
	return template.HTML(`<svg class="` + class + `" width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false"><path d="` + outlines[c] + `"/>` + mark + `</svg>`)
}

// where lists the areas a place lies in, leaving out what repeats its name.
func where(i incidentFact) string {
	var parts []string
	for _, p := range []string{i.District, i.Province, i.Department} {
		if p != "" && p != i.Place && p != i.PlaceES && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// lasted says for how many days, where the end is known and the dates are exact
// enough to count them.
func (l lang) lasted(i incidentFact) string {
	if i.End == nil || *i.End == i.Start || i.TimePrecision != geo.ToTheDay {
		return ""
	}
	return l.count("incident.days", int(*i.End-i.Start)+1)
}

func (l lang) disagree(fields []string) string {
	var named []string
	for _, f := range fields {
		named = append(named, l.word("field."+f))
	}
	return l.say("incident.disagree", strings.Join(named, ", "))
}

func (l lang) kmNote(i incidentFact) string {
	if i.KmReference == "" || i.KmReference == "unstated origin" {
		return l.word("incident.kmNoRef")
	}
	return l.say("incident.kmFrom", l.pick(i.KmReferenceES, i.KmReference))
}

// mapLink opens the map with one thing selected, on its first day, with its
// year as the period.
func (l lang) mapLink(on day, what string, id int64) string {
	year := geo.Day(on).Time().Year()
	return fmt.Sprintf("/?lang=%s#fecha=%s&periodo=%d-01-01..%d-12-31&%s=%d&idioma=%s",
		l, url.QueryEscape(geo.Day(on).String()), year, year, what, id, l)
}

func (l lang) actDate(on day) string {
	if on == day(geo.MinDay) {
		return l.word("decrees.unknownDate")
	}
	return l.date(on)
}

// evidence says in words where an act is known from.
func (l lang) evidence(e string) string {
	switch {
	case e == "inferred_chain":
		return l.word("decrees.chained")
	case strings.Contains(e, "agreement"):
		return l.word("decrees.agreement")
	case strings.Contains(e, "secondary"):
		return l.word("decrees.secondary")
	}
	return l.word("decrees.sourced")
}

func (l lang) rights(rights []geo.Right) string {
	if len(rights) == 0 {
		return l.word("decrees.noRights")
	}
	var named []string
	for _, r := range rights {
		named = append(named, l.word("right."+string(r)))
	}
	return strings.Join(named, ", ")
}

// rightsNote is the source's own wording, in Spanish and as it is noted, where no right
// could be read out of it, unless it only says that there is none.
func rightsNote(es, note string, rights []geo.Right) (_, _ string) {
	if strings.HasPrefix(note, "not stated") || strings.HasPrefix(note, "not listed") || len(rights) > 0 {
		return "", ""
	}
	return es, note
}

// told is a text in the language of the page or, for want of it, in the other
// one, and then marked so for a voice that reads it.
func (l lang) told(es, en string) template.HTML {
	text := l.pick(es, en)
	other := map[lang]lang{spanish: english, english: spanish}[l]
	if text == "" || text == map[lang]string{spanish: es, english: en}[l] {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML(`<span lang="` + string(other) + `">` + template.HTMLEscapeString(text) + `</span>`)
}
