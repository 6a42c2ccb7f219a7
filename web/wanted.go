package web

import (
	"strings"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// The languages in which a filter can be written.
const (
	langText = "cql2-text"
	langJSON = "cql2-json"
)

// wantedParameters lists the parameters that say which items of a collection are
// meant. Every door takes them, and they combine the same way at each.
func wantedParameters(c data.Collection) []string {
	names := []string{"bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "id"}
	if c.Searchable {
		names = append(names, "q")
	}
	for _, p := range c.Properties {
		if p.Queryable {
			names = append(names, p.Name)
		}
	}
	return names
}

// readWanted reads which items of a collection are meant. Parameters of the door's
// own are passed over.
func readWanted(given map[string]string, c data.Collection) (q data.Query, err error) {
	q.Equals = map[string]string{}
	if q.BBox, q.BBoxSRID, err = readBox(given); err != nil {
		return q, err
	}
	if q.Filter, q.FilterSRID, err = readFilter(given, c); err != nil {
		return q, err
	}
	for name, text := range given {
		switch name {
		case "datetime":
			var span geo.Span
			if span, err = geo.ParseDatetime(text); err != nil {
				return q, err
			}
			q.Span = &span
		case "q":
			if strings.TrimSpace(text) == "" {
				return q, geo.Invalidf("q", "A search needs a letter or a digit.")
			}
			q.Text = text
		default:
			if p, ok := c.Property(name); name == "id" || ok && p.Queryable {
				q.Equals[name] = text
			}
		}
	}
	return q, nil
}

// readBox reads bbox in the system that bbox-crs names.
func readBox(given map[string]string) (*geo.BBox, int, error) {
	crs, err := readCRS(given, "bbox-crs")
	if err != nil {
		return nil, 0, err
	}
	text, ok := given["bbox"]
	if !ok {
		return nil, 0, nil
	}
	box, err := parseBox(text, crs)
	return &box, crs.SRID, err
}

// readFilter reads filter in the language that filter-lang names.
func readFilter(given map[string]string, c data.Collection) (e cql2.Expr, srid int, err error) {
	crs, err := readCRS(given, "filter-crs")
	if err != nil {
		return nil, 0, err
	}
	language := orElse(given["filter-lang"], langText)
	if language != langText && language != langJSON {
		return nil, 0, badChoice("filter-lang", language, "filter language", []string{langText, langJSON})
	}
	text, ok := given["filter"]
	if !ok {
		return nil, 0, nil
	}
	if language == langText && strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil, 0, geo.Invalidf("filter-lang", "The filter is JSON; say so with filter-lang=cql2-json.")
	}
	if language == langJSON {
		e, err = cql2.ParseJSON([]byte(text))
	} else {
		e, err = cql2.ParseText(text)
	}
	if err != nil {
		return nil, 0, err
	}
	return e, crs.SRID, cql2.Check(e, c.Queryables())
}
