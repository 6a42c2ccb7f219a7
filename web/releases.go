package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
)

// releasesPath is where releases are.
const releasesPath = "/releases"

// listCaching is for what tells which releases there are.
const listCaching = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

// releaseInfo is a release as the list has it in JSON.
type releaseInfo struct {
	Version  string `json:"version"`
	Date     string `json:"date"`
	Revision int64  `json:"revision"`
	Items    int    `json:"items"`
	Bytes    int64  `json:"bytes"`
	Links    []link `json:"links"`
}

// hangReleases hangs the doors of what is frozen and of how to cite it.
func (s *Server) hangReleases(get func(pattern string, units float64, h handler)) {
	get(releasesPath, light, s.releaseList)
	get(releasesPath+"/{version}", light, s.releaseSlash)
	get(releasesPath+"/{version}/", light, s.releasePage)
	get(releasesPath+"/{version}/{file}", light, s.releaseFile)
	get("/cite", light, s.citePage)
}

// releaseList lists the releases, the newest first.
func (s *Server) releaseList(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	all, err := s.Releases.All()
	if err != nil {
		return err
	}
	told := []releaseInfo{}
	for _, release := range all {
		at := s.base(r) + releaseAt(release.Version)
		one := releaseInfo{Version: release.Version, Date: release.Date, Revision: release.Revision, Links: []link{
			{Href: at, Rel: "item", Type: "text/html", Title: release.Version}, {Href: at + "release.json", Rel: "item", Type: jsonType, Title: release.Version}}}
		for _, h := range release.Collections {
			one.Items += h.Items
		}
		for _, f := range release.All() {
			one.Bytes += f.Bytes
		}
		told = append(told, one)
	}
	w.Header().Set("Cache-Control", listCaching)
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"links": links, "releases": told}, func() page {
		l := a.lang
		table := sheetSection{Head: l.heads("release.version", "release.revision", "release.items", "release.size")}
		for _, one := range told {
			table.Rows = append(table.Rows, []cell{l.leads(releaseAt(one.Version), one.Version),
				{Text: strconv.FormatInt(one.Revision, 10)}, {Text: number(float64(one.Items), 0)}, {Text: l.bytes(one.Bytes)}})
		}
		body := sheet{table}
		if len(told) == 0 {
			body = sheet{{Text: l.word("release.none")}}
		}
		return page{Title: l.word("release.list"), Lead: l.word("release.listLead"), Trail: l.trail(), Body: body}
	})
}

// releaseAt is the address of a release on its server.
func releaseAt(version string) string { return releasesPath + "/" + version + "/" }

// releaseSlash leads to where the files of a release are relative to.
func (s *Server) releaseSlash(w http.ResponseWriter, r *http.Request) error {
	release, err := s.releaseOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", listCaching)
	u := url.URL{Path: releaseAt(release.Version), RawQuery: r.URL.RawQuery}
	w.Header().Set("Location", u.String())
	w.WriteHeader(http.StatusPermanentRedirect)
	return nil
}

func (s *Server) releaseOf(r *http.Request) (*releases.Release, error) {
	return s.Releases.Find(chi.URLParam(r, "version"))
}

// releasePage shows what a release holds, what changed, and how to cite it.
func (s *Server) releasePage(w http.ResponseWriter, r *http.Request) error {
	release, err := s.releaseOf(r)
	if err != nil {
		return err
	}
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", listCaching)
	work := s.workOf(r, release, l)
	facts := []sheetFact{
		{l.word("release.date"), cell{Text: l.date(day(release.Is.Day))}},
		{l.word("release.revision"), cell{Text: strconv.FormatInt(release.Revision, 10)}},
		{l.word("data.licences"), cell{Text: "CC BY 4.0", Href: licenceURL}},
		{l.word("cite.cite"), cell{Text: work.APA()}},
		{l.word("cite.more"), cell{Href: "/cite?" + url.Values{"url": {releaseAt(release.Version)}, "lang": {string(l)}}.Encode(), Text: l.word("cite.forms")}},
	}
	if release.Previous != "" {
		facts = append(facts, sheetFact{l.word("release.previous"), l.leads(releaseAt(release.Previous), release.Previous)})
	}
	counts := sheetSection{Title: l.word("release.collections"), Head: l.heads("data.collection", "release.items", "release.added", "release.changed", "release.withdrawn")}
	for _, h := range release.Collections {
		counts.Rows = append(counts.Rows, []cell{{Text: l.pick(h.TitleES, h.TitleEN)}, {Text: number(float64(h.Items), 0)},
			{Text: number(float64(h.Added), 0)}, {Text: number(float64(h.Changed), 0)}, {Text: number(float64(h.Withdrawn), 0)}})
	}
	files := sheetSection{Title: l.word("release.files"), Text: l.word("release.filesLead"), Head: l.heads("release.file", "release.what", "release.size", "release.sum")}
	inside := sheetSection{Fold: l.word("release.inside"), Head: files.Head}
	for _, f := range release.All() {
		of := &files
		if f.Kept {
			of = &inside
		}
		of.Rows = append(of.Rows, []cell{{Text: f.Name, Href: releaseAt(release.Version) + f.Name}, {Text: l.pick(f.AboutES, f.AboutEN)}, {Text: l.bytes(f.Bytes)}, {Text: f.SHA256, Code: true}})
	}
	part := sheetSection{Title: l.word("release.part"), Text: l.word("release.partLead"), Facts: []sheetFact{
		{l.word("release.example"), cell{Text: "incidents.csv?kind=blockade&datetime=2019-01-01/2019-12-31", Href: releaseAt(release.Version) + "incidents.csv?kind=blockade&datetime=2019-01-01/2019-12-31"}}}}
	return s.writePage(w, r, http.StatusOK, "sheet", page{
		Lang: l, Section: "/data", Title: l.say("release.title", release.Version), Lead: l.word("release.lead"),
		Trail: l.trail(crumb{releasesPath, l.word("release.list")}), Body: sheet{{Facts: facts}, files, part, counts, inside},
	})
}

// releaseFile answers with a file of a release, whole, in ranges, or the part of a
// collection that conditions choose. None of it ever changes.
func (s *Server) releaseFile(w http.ResponseWriter, r *http.Request) error {
	release, err := s.releaseOf(r)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "file")
	if r.URL.RawQuery != "" {
		return s.releasePart(w, r, release, name)
	}
	f, err := release.File(name)
	if err != nil {
		return err
	}
	if frozen(w, r, f.MediaType, f.SHA256, release.Version, f.Name) {
		return nil
	}
	file, err := release.Open(f)
	if err != nil {
		return err
	}
	defer file.Close()
	out := weighed{&steady{w: w, control: http.NewResponseController(w)}, func(bytes int) { s.sent(r, bytes/bytesOfFeature) }}
	http.ServeContent(writesTo{w, out}, r, "", time.Time{}, file)
	return nil
}

// releasePart answers with what conditions choose of a file, for which all of its
// collection is read.
func (s *Server) releasePart(w http.ResponseWriter, r *http.Request, release *releases.Release, name string) error {
	chosen, err := release.Choose(name, func(c data.Collection) (data.Query, error) {
		given, err := readQuery(r, wantedParameters(c)...)
		if err != nil {
			return data.Query{}, err
		}
		return readWanted(given, c)
	})
	if err != nil {
		return err
	}
	tag, err := chosen.Tag()
	if err != nil {
		return err
	}
	mediaType := geoJSONType
	if strings.HasSuffix(name, ".csv") {
		mediaType = csvType
	}
	if frozen(w, r, mediaType, tag, release.Version, name) || r.Method == http.MethodHead { // a part is not made to be thrown away
		return nil
	}
	if wait := s.meter.spend(visitOf(r).addr, heavy); wait > 0 {
		s.metrics.refused.Inc()
		return tooMany{wait}
	}
	out := weighed{&steady{w: w, control: http.NewResponseController(w)}, func(bytes int) { s.sent(r, bytes/bytesOfFeature) }}
	return chosen.Write(r.Context(), out)
}

// frozen sets the head of what never changes. It reports whether the client has it, and
// says so to it.
func frozen(w http.ResponseWriter, r *http.Request, mediaType, tag, version, file string) (has bool) {
	h := w.Header()
	plain := `"` + tag + `"`
	h.Set("Cache-Control", unchanging)
	if sameTag(w, r, plain) {
		return true
	}
	how := "attachment"
	if slices.ContainsFunc([]string{"text/plain", "text/markdown", jsonType}, func(t string) bool { return strings.HasPrefix(mediaType, t) }) {
		how = "inline"
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", how+`; filename="corredor-`+version+"-"+strings.TrimPrefix(file, "corredor.")+`"`)
	return false
}

// bytes prints a size: 812 B, 64 kB, 6.3 MB.
func (l lang) bytes(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + nbsp + "B"
	case n < 1_000_000:
		return number(float64(n)/1000, 0) + nbsp + "kB"
	}
	return number(float64(n)/1e6, 1) + nbsp + "MB"
}

// workOf is a release as it is cited.
func (s *Server) workOf(r *http.Request, release *releases.Release, l lang) geo.Work {
	return geo.Work{Title: releases.Name(l == spanish), Author: releases.Author, Version: release.Version, Date: release.Is.Day,
		Accessed: geo.DayOf(s.Now()), Address: s.base(r) + releaseAt(release.Version), Spanish: l == spanish}
}
