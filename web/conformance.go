package web

import (
	"net/http"
	"strings"
)

// conformanceGroup is a standard and those of its classes that are kept.
type conformanceGroup struct {
	standard string // its name and part
	uri      string // up to /conf/
	classes  string // with spaces between them
}

// conformanceGroups are the classes kept: these, and no others. A table in the
// tests says of each which test shows it.
var conformanceGroups = []conformanceGroup{
	{"OGC API – Common, Part 1: Core", "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/", "core landing-page json html oas30"},
	{"OGC API – Common, Part 2: Geospatial Data", "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/", "collections json html"},
	{"OGC API – Features, Part 1: Core", "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/", "core geojson html oas30"},
	{"OGC API – Features, Part 2: Coordinate Reference Systems by Reference", "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/", "crs"},
	{"OGC API – Features, Part 3: Filtering", "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/",
		"queryables queryables-query-parameters filter features-filter"},
	{"Common Query Language, CQL2", "http://www.opengis.net/spec/cql2/1.0/conf/",
		"cql2-text cql2-json basic-cql2 advanced-comparison-operators case-insensitive-comparison accent-insensitive-comparison " +
			"basic-spatial-functions basic-spatial-functions-plus spatial-functions temporal-functions array-functions property-property functions arithmetic"},
	{"OGC API – Features, Part 4: Create, Replace, Update and Delete", "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/",
		"create-replace-delete update optimistic-locking-etags features"},
	{"OGC API – Features, Part 5: Schemas", "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/",
		"schemas core-roles-features returnables-and-receivables queryables"},
	// Part 5 was approved as part 3 of Common; clients know the one or the other.
	{"OGC API – Common, Part 3: Schemas", "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/",
		"schemas advanced-property-roles returnables-and-receivables queryables"},
	{"OGC API – Tiles, Part 1: Core", "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/",
		"core tileset tilesets-list dataset-tilesets geodata-tilesets collections-selection datetime mvt oas30"},
	{"Tile Matrix Set and Tileset Metadata 2.0", "http://www.opengis.net/spec/tms/2.0/conf/",
		"tilematrixset json-tilematrixset tilesetmetadata json-tilesetmetadata tilematrixsetlimits json-tilematrixsetlimits"},
}

// conformanceClasses lists the addresses of the classes kept.
func conformanceClasses() (classes []string) {
	for _, g := range conformanceGroups {
		for _, c := range strings.Fields(g.classes) {
			classes = append(classes, g.uri+c)
		}
	}
	return classes
}

// conformance declares what the API keeps to.
func (s *Server) conformance(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"conformsTo": conformanceClasses(), "links": links}, func() page {
		var body sheet
		for _, g := range conformanceGroups {
			section := sheetSection{Title: g.standard, Head: a.lang.heads("conformance.class", "conformance.address")}
			for _, c := range strings.Fields(g.classes) {
				section.Rows = append(section.Rows, []cell{{Text: c}, {Text: g.uri + c, Code: true}})
			}
			body = append(body, section)
		}
		return page{Title: a.lang.word("api.conformance"), Lead: a.lang.word("conformance.lead"), Trail: a.lang.trail(), Body: body}
	})
}
