package web

import "maps"

func init() { maps.Copy(words, feedWords) }

// feedWords is the part of the dictionary that feeds use.
var feedWords = map[string]struct{ es, en string }{
	"feed.rights":       {"Datos: CC BY 4.0", "Data: CC BY 4.0"},
	"feed.words":        {"con «{a}»", "with “{a}”"},
	"feed.box":          {"en el recuadro {a}", "in the box {a}"},
	"feed.added":        {"Se añadió el {a}.", "Added on {a}."},
	"feed.withdrawn":    {"Se retiró el {a}.", "Withdrawn on {a}."},
	"feed.gone":         {"Retirado: {a}", "Withdrawn: {a}"},
	"feed.claimed":      {"El {a} cambió lo que dice una fuente sobre {b}.", "On {a} what a source says of {b} was changed."},
	"feed.claimedOther": {"El {a} cambió lo que dice una fuente.", "On {a} what a source says was changed."},
	"feed.changed":      {"Se cambió el {a}.", "Changed on {a}."},
	"feed.changedWhat":  {"El {a} se cambió: {b}.", "On {a} was changed: {b}."},
	"feed.more.one":     {"y {n} dato más", "and {n} more"},
	"feed.more.other":   {"y {n} datos más", "and {n} more"},
	"feed.subscribe":    {"Suscribirse ({a})", "Subscribe ({a})"},
}
