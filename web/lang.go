package web

import (
	"net/http"
	"strings"
)

// lang is a language of the pages: Spanish, and English beside it.
type lang string

const (
	spanish lang = "es"
	english lang = "en"
)

var langs = []lang{spanish, english}

// langOf returns the language to answer in: the one asked for by name, else the
// one the browser likes best, else Spanish. It marks the answer with it.
func langOf(w http.ResponseWriter, r *http.Request, asked string) lang {
	l := lang(asked)
	if l != spanish && l != english {
		l = lang(prefers(strings.Join(r.Header.Values("Accept-Language"), ","), string(spanish), string(english)))
	}
	w.Header().Set("Content-Language", string(l))
	w.Header().Add("Vary", "Accept-Language")
	return l
}

// word returns what a key of the dictionary says in l.
func (l lang) word(key string) string {
	w, ok := words[key]
	if !ok {
		panic("web: no word for " + key) // found by the test that draws every page
	}
	if l == english {
		return w.en
	}
	return w.es
}

// pick returns the text of l, or the other where there is none.
func (l lang) pick(es, en string) string {
	if (l == english && en != "") || es == "" {
		return en
	}
	return es
}
