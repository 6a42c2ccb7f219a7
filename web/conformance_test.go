package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shownBy says which test shows that a class is kept: a function, or a sentence of
// the scripts in testdata.
var shownBy = map[string]string{
	"ogcapi-common-1/1.0/conf/core":         "TestAnswersKeepTheContract",
	"ogcapi-common-1/1.0/conf/landing-page": "The API has an entrance that leads everywhere.",
	"ogcapi-common-1/1.0/conf/json":         "TestAnswersKeepTheContract",
	"ogcapi-common-1/1.0/conf/html":         "TestEveryResourceIsAPage",
	"ogcapi-common-1/1.0/conf/oas30":        "TestTheDefinitionIsTheSurface",
	"ogcapi-common-2/1.0/conf/collections":  "Collections are named in the reader's language.",
	"ogcapi-common-2/1.0/conf/json":         "TestAnswersKeepTheContract",
	"ogcapi-common-2/1.0/conf/html":         "TestEveryResourceIsAPage",

	"ogcapi-features-1/1.0/conf/core":    "A page of features says how many there are and where the next begins.",
	"ogcapi-features-1/1.0/conf/geojson": "TestAnswersKeepTheContract",
	"ogcapi-features-1/1.0/conf/html":    "Items are a table, with a form and other forms.",
	"ogcapi-features-1/1.0/conf/oas30":   "TestTheDefinitionIsTheSurface",
	"ogcapi-features-2/1.0/conf/crs":     "So do answers.",

	"ogcapi-features-3/1.0/conf/queryables":                  "What a filter may name is listed, and what an item holds.",
	"ogcapi-features-3/1.0/conf/queryables-query-parameters": "TestEveryFilterFinds",
	"ogcapi-features-3/1.0/conf/filter":                      "A filter chooses, in either of its languages.",
	"ogcapi-features-3/1.0/conf/features-filter":             "It combines with everything else.",

	"cql2/1.0/conf/cql2-text":                     "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/cql2-json":                     "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/basic-cql2":                    "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/advanced-comparison-operators": "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/case-insensitive-comparison":   "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/accent-insensitive-comparison": "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/basic-spatial-functions":       "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/basic-spatial-functions-plus":  "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/spatial-functions":             "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/temporal-functions":            "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/array-functions":               "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/property-property":             "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/functions":                     "TestEveryClassOfFilterIsAnswered",
	"cql2/1.0/conf/arithmetic":                    "TestEveryClassOfFilterIsAnswered",

	"ogcapi-features-4/1.0/conf/create-replace-delete":    "write.txt",
	"ogcapi-features-4/1.0/conf/update":                   "write.txt",
	"ogcapi-features-4/1.0/conf/optimistic-locking-etags": "write.txt",
	"ogcapi-features-4/1.0/conf/features":                 "write.txt",

	"ogcapi-features-5/1.0/conf/schemas":                     "TestSchemasTellTheTruth",
	"ogcapi-features-5/1.0/conf/core-roles-features":         "TestSchemasTellTheTruth",
	"ogcapi-features-5/1.0/conf/returnables-and-receivables": "TestSchemasTellTheTruth",
	"ogcapi-features-5/1.0/conf/queryables":                  "TestSchemasTellTheTruth",

	"ogcapi-common-3/1.0/conf/schemas":                     "TestSchemasTellTheTruth",
	"ogcapi-common-3/1.0/conf/advanced-property-roles":     "TestSchemasTellTheTruth",
	"ogcapi-common-3/1.0/conf/returnables-and-receivables": "TestSchemasTellTheTruth",
	"ogcapi-common-3/1.0/conf/queryables":                  "TestSchemasTellTheTruth",

	"ogcapi-tiles-1/1.0/conf/core":                  "A tile is named by zoom, row and column.",
	"ogcapi-tiles-1/1.0/conf/tileset":               "The whole map is a tileset.",
	"ogcapi-tiles-1/1.0/conf/tilesets-list":         "The whole map is a tileset.",
	"ogcapi-tiles-1/1.0/conf/dataset-tilesets":      "The whole map is a tileset.",
	"ogcapi-tiles-1/1.0/conf/geodata-tilesets":      "So is a collection that the map shows.",
	"ogcapi-tiles-1/1.0/conf/collections-selection": "A tileset shows the collections chosen, in the order asked for.",
	"ogcapi-tiles-1/1.0/conf/datetime":              "TestTheTimeChoosesInEveryLayer",
	"ogcapi-tiles-1/1.0/conf/mvt":                   "A tile is named by zoom, row and column.",
	"ogcapi-tiles-1/1.0/conf/oas30":                 "TestTheDefinitionIsTheSurface",

	"tms/2.0/conf/tilematrixset":            "There is one tiling scheme.",
	"tms/2.0/conf/json-tilematrixset":       "There is one tiling scheme.",
	"tms/2.0/conf/tilesetmetadata":          "The whole map is a tileset.",
	"tms/2.0/conf/json-tilesetmetadata":     "TestAnswersKeepTheContract",
	"tms/2.0/conf/tilematrixsetlimits":      "So is a collection that the map shows.",
	"tms/2.0/conf/json-tilematrixsetlimits": "TestAnswersKeepTheContract",
}

// TestEveryClassDeclaredIsShown: each class that is declared has its test, and no
// test shows a class that is not declared.
func TestEveryClassDeclaredIsShown(t *testing.T) {
	var functions, scripts strings.Builder
	for pattern, to := range map[string]*strings.Builder{"*_test.go": &functions, "testdata/*.txt": &scripts} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			to.WriteString(filepath.Base(f) + "\n" + string(text))
		}
	}
	declared := map[string]bool{}
	for _, class := range conformanceClasses() {
		class = strings.TrimPrefix(class, "http://www.opengis.net/spec/")
		declared[class] = true
		by, ok := shownBy[class]
		switch {
		case !ok:
			t.Errorf("nothing shows that %s is kept", class)
		case strings.HasPrefix(by, "Test") && !strings.Contains(functions.String(), "\nfunc "+by+"("),
			!strings.HasPrefix(by, "Test") && !strings.Contains(scripts.String(), by+"\n"):
			t.Errorf("there is no test %q, which should show that %s is kept", by, class)
		}
	}
	for class := range shownBy {
		if !declared[class] {
			t.Errorf("%s is shown, but not declared", class)
		}
	}
}

// TestEveryClassOfFilterIsAnswered asks one filter of each class of CQL2, in both
// languages, and knows how many incidents it must find.
func TestEveryClassOfFilterIsAnswered(t *testing.T) {
	h := serve(t)
	count := func(query string) int64 {
		return get[itemsAnswer](t, h, "/collections/incidents/items?limit=1&"+query).NumberMatched
	}
	all := count("")
	for class, pair := range map[string][2]string{ // a filter and one that must find the same
		"basic-cql2":                    {"category = 'closures' AND NOT (deaths_best > 0 OR deaths_best IS NULL)", "category = 'closures' AND deaths_best = 0"},
		"advanced-comparison-operators": {"code LIKE 'INC00_' AND id BETWEEN 2 AND 4 AND kind IN ('strike','blockade','clash')", "id >= 2 AND id <= 4 AND (kind = 'strike' OR kind = 'blockade' OR kind = 'clash')"},
		"case-insensitive-comparison":   {"CASEI(category) = CASEI('CLOSURES')", "category = 'closures'"},
		"accent-insensitive-comparison": {"ACCENTI(department) = ACCENTI('Apurimac')", "department = 'Apurímac'"},
		"basic-spatial-functions":       {"S_INTERSECTS(geom, BBOX(-72.4,-14.3,-72,-14))", "NOT S_DISJOINT(geom, POLYGON((-72.4 -14.3, -72 -14.3, -72 -14, -72.4 -14, -72.4 -14.3)))"},
		"basic-spatial-functions-plus":  {"S_INTERSECTS(geom, GEOMETRYCOLLECTION(POINT(-72.249 -14.12), LINESTRING(-72.249 -14.12, -72.1 -14.3)))", "S_INTERSECTS(geom, POINT(-72.249 -14.12)) OR S_INTERSECTS(geom, MULTILINESTRING((-72.249 -14.12, -72.1 -14.3)))"},
		"spatial-functions of mixtures": {"S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(0 0), POLYGON((-72.4 -14.3, -72 -14.3, -72 -14, -72.4 -14, -72.4 -14.3))))", "S_WITHIN(geom, BBOX(-72.4,-14.3,-72,-14))"},
		"spatial-functions":             {"S_WITHIN(geom, POLYGON((-72.4 -14.3, -72 -14.3, -72 -14, -72.4 -14, -72.4 -14.3)))", "S_INTERSECTS(geom, POLYGON((-72.4 -14.3, -72 -14.3, -72 -14, -72.4 -14, -72.4 -14.3))) AND NOT S_TOUCHES(geom, POLYGON((-72.4 -14.3, -72 -14.3, -72 -14, -72.4 -14, -72.4 -14.3)))"},
		"temporal-functions":            {"T_INTERSECTS(period, INTERVAL('2019-02-01','2019-04-30'))", "NOT T_DISJOINT(period, INTERVAL('2019-02-01','2019-04-30'))"},
		"array-functions":               {"A_CONTAINS(actors, ('Fuerabamba'))", "A_OVERLAPS(actors, ('Fuerabamba'))"},
		"property-property":             {"deaths_low < deaths_high", "deaths_high > deaths_low"},
		"functions":                     {"near(-72.249, -14.12, 1000)", "near(-72.249, -14.12, 1000) = TRUE"},
		"arithmetic":                    {"id * 2 + 1 = 53", "id = 26"},
	} {
		one, other := count("filter="+escape(pair[0])), count("filter="+escape(pair[1]))
		if one == 0 || one == all || one != other {
			t.Errorf("%s: %d and %d of %d", class, one, other, all)
		}
	}
	if n := count("filter-lang=cql2-json&filter=" + escape(`{"op":"and","args":[{"op":"between","args":[{"property":"id"},2,4]},{"op":"isNull","args":[{"property":"km_stated"}]}]}`)); n > 3 {
		t.Errorf("the JSON form finds %d", n)
	}
}

// TestEveryResourceIsAPage: what answers with JSON answers with HTML too, in both
// languages, and each form links to the other.
func TestEveryResourceIsAPage(t *testing.T) {
	h := serve(t)
	for _, path := range []string{"/collections", "/collections/incidents", "/collections/incidents/items", "/collections/incidents/items/26", "/collections/zones/items/19",
		"/collections/decrees/items/1", "/collections/commitments/items/1", "/collections/incidents/queryables", "/collections/zones/schema", "/collections/incidents/aggregate?by=year",
		"/functions", "/conformance", "/tiles", "/tiles/" + quad, "/tileMatrixSets", "/tileMatrixSets/" + quad, "/collections/zones/tiles", "/collections/zones/tiles/" + quad} {
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		machine := h.ask(t, http.MethodGet, path)
		if !strings.Contains(machine.Header.Get("Content-Type"), "json") || !strings.Contains(string(machine.body), "text/html") && !strings.Contains(strings.Join(machine.Header.Values("Link"), ","), "text/html") {
			t.Errorf("%s: %s does not lead to its page", path, machine.Header.Get("Content-Type"))
		}
		texts := map[string]string{}
		for _, l := range []string{"es", "en"} {
			page := h.ask(t, http.MethodGet, path+join+"lang="+l, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
			body := string(page.body)
			if page.StatusCode != 200 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || page.Header.Get("Content-Language") != l ||
				!strings.Contains(body, `<html lang="`+l+`"`) || strings.Contains(strings.Replace(body, `<script src="/assets/signed-`, "", 1), "<script") || !strings.Contains(body, "json") {
				t.Errorf("%s in %s: %s %s\n%.600s", path, l, page.Status, page.Header, body)
			}
			texts[l] = body
		}
		if texts["es"] == texts["en"] {
			t.Errorf("%s says the same in both languages", path)
		}
	}
}
