package web

import "maps"

func init() { maps.Copy(words, embedWords) }

// embedWords is the part of the dictionary that embeds and what others show of a page
// use.
var embedWords = map[string]struct{ es, en string }{
	"card.locale": {"es_PE", "en_GB"},
	"card.alt":    {"Mapa: {a}", "Map: {a}"},
}
