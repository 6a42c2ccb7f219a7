package web

import (
	"encoding/xml"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"corredor/data"
	"corredor/geo"
)

// sitemapSpan is how many ids one map of the site covers: each may be an address in
// every language, and a map may hold 50,000.
const sitemapSpan = 20_000

// sitemapCaching is how long search engines and networks in between may keep it.
const sitemapCaching = "public, max-age=3600, s-maxage=3600, stale-while-revalidate=86400, stale-if-error=604800"

type sitemapEntry struct {
	Loc   string        `xml:"loc"`
	Links []sitemapLink `xml:"xhtml:link,omitempty"`
}

type sitemapLink struct {
	Rel      string `xml:"rel,attr"`
	Hreflang string `xml:"hreflang,attr"`
	Href     string `xml:"href,attr"`
}

type sitemapSet struct {
	XMLName xml.Name       `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string         `xml:"xmlns:xhtml,attr"`
	URLs    []sitemapEntry `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name       `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapEntry `xml:"sitemap"`
}

// sitemap tells search engines which pages there are. Without parameters it lists the
// maps of each noun, by ids; with of and after it is one of those.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "of", "after")
	if err != nil {
		return err
	}
	if given["of"] == "" {
		return s.sitemapOfMaps(w, r)
	}
	for _, n := range nouns {
		if n.path != given["of"] {
			continue
		}
		after, err := readNumber("after", orElse(given["after"], "0"), 0)
		if err != nil {
			return err
		}
		if after > math.MaxInt64-sitemapSpan {
			return geo.Invalidf("after", "There are no ids so large.")
		}
		return s.sitemapOf(w, r, n, after)
	}
	var known []string
	for _, n := range nouns {
		known = append(known, n.path)
	}
	return badChoice("of", given["of"], "noun", known)
}

func (s *Server) sitemapOfMaps(w http.ResponseWriter, r *http.Request) error {
	index := sitemapIndex{}
	for _, n := range nouns {
		c, _ := data.FindCollection(n.collection)
		last, err := s.Store.IDs(r.Context(), viewer(r), c, data.Query{Before: math.MaxInt64 - 1, Limit: 1})
		if err != nil {
			return err
		}
		if len(last) == 0 {
			continue
		}
		for after := int64(0); after < last[0]; after += sitemapSpan {
			index.Maps = append(index.Maps, sitemapEntry{Loc: fmt.Sprintf("%s/sitemap.xml?of=%s&after=%d", s.base(r), n.path, after)})
		}
	}
	return writeSitemap(w, index)
}

func (s *Server) sitemapOf(w http.ResponseWriter, r *http.Request, n noun, after int64) error {
	c, _ := data.FindCollection(n.collection)
	ids, err := s.Store.IDs(r.Context(), viewer(r), c, data.Query{After: after, Limit: sitemapSpan})
	if err != nil {
		return err
	}
	set := sitemapSet{XHTML: "http://www.w3.org/1999/xhtml"}
	base := s.base(r)
	for _, id := range ids {
		if id > after+sitemapSpan {
			break // of the next map
		}
		p := lasting{noun: n, id: id}
		var links []sitemapLink
		for _, l := range langs {
			links = append(links, sitemapLink{"alternate", string(l), base + p.address(0, l)})
		}
		for _, l := range langs {
			set.URLs = append(set.URLs, sitemapEntry{base + p.address(0, l), links})
		}
	}
	return writeSitemap(w, set)
}

func writeSitemap(w http.ResponseWriter, v any) error {
	text, err := xml.Marshal(v)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Cache-Control", sitemapCaching)
	text = append([]byte(xml.Header), text...)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	_, err = w.Write(text)
	return err
}

// robots says where the map of the site is, and what is no page to be found: answers to
// questions, of which there are endlessly many.
func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", sitemapCaching)
	_, err := fmt.Fprintf(w, "User-agent: *\nDisallow: /account\nDisallow: /editor\nDisallow: /drafts\nDisallow: /events\nDisallow: /tiles/\nDisallow: /basemap/\n"+
		"Disallow: /collections/*/items?\nDisallow: /collections/*/aggregate\n\nSitemap: %s/sitemap.xml\n", s.base(r))
	return err
}
