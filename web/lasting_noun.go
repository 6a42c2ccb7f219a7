package web

import (
	"fmt"
)

// A noun is a kind of thing whose items have pages that last: /incidents/26 is the page
// of incident 26, /incidents/26@3 what it was in its third version.
type noun struct {
	path       string   // in the address
	collection string   // of its items
	section    string   // the page in the navigation that it belongs to
	facts      []string // what its page tells as facts, in their order: see factOf
}

var nouns = []noun{
	{"incidents", "incidents", "/list", []string{"closure_mode", "status", "note"}},
	{"decrees", "decrees", "/decrees", []string{"number", "kind", "published", "effective", "note"}},
	{"zones", "zones", "/decrees", []string{"effect", "units", "length_km", "area_km2", "note"}},
	{"places", "places", "/data", []string{"kind", "aliases", "district", "province", "department", "precision", "population", "basis"}},
	{"actors", "actors", "/data", []string{"kind", "district", "province", "department", "precision", "note"}},
	{"dialogue", "dialogue-tables", "/dialogue", []string{"kind", "started", "place", "parties", "responsible", "legal_basis", "due", "status", "follow_up", "withdrawal", "note"}},
	{"commitments", "commitments", "/dialogue", []string{"agreed", "space", "responsible", "beneficiary", "due", "status", "status_date", "evidence"}},
}

// tell has the noun say what is its own.
func (p *lasting) tell() error {
	switch p.noun.path {
	case "incidents":
		return p.incident()
	case "decrees":
		return p.decree()
	case "zones":
		return p.zone()
	case "places":
		return p.place()
	case "actors":
		return p.actor()
	case "dialogue":
		return p.table()
	}
	return p.commitment()
}

// nounOf returns the noun of a collection.
func nounOf(collection string) (noun, bool) {
	for _, n := range nouns {
		if n.collection == collection {
			return n, true
		}
	}
	return noun{}, false
}

// pageOf is where the page of an item stands, empty for collections without any.
func pageOf(collection string, id int64) string {
	n, ok := nounOf(collection)
	if !ok {
		return ""
	}
	return fmt.Sprintf("/%s/%d", n.path, id)
}
