package web

import (
	"io"
	"net/http"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
)

// download is a file that is asked for.
type download struct {
	format   exports.Format
	zip      bool // together with a README
	hxl, bom bool
}

// readDownload reads which file is asked for, nil where a page is.
func readDownload(a asked) (*download, error) {
	flags := map[string]bool{}
	for _, name := range []string{"download", "zip", "hxl", "bom"} {
		text, given := a.given[name]
		if given && text != "1" && text != "true" && text != "0" && text != "false" {
			return nil, geo.Invalidf(name, "%s must be true or false.", name)
		}
		flags[name] = text == "1" || text == "true"
	}
	name := a.form.name
	if a.form.mediaType == geoJSONType {
		name = asGeoJSON.name
	}
	format, ok := exports.Find(name)
	if !ok || name == asGeoJSON.name && !flags["download"] {
		for _, of := range []string{"zip", "hxl", "bom"} {
			if flags[of] {
				return nil, geo.Invalidf(of, "%s goes with a file: choose one with f, or ask for download=true.", of)
			}
		}
		return nil, nil
	}
	for _, of := range []string{"hxl", "bom"} {
		if flags[of] && name != "csv" {
			return nil, geo.Invalidf(of, "%s goes with f=csv.", of)
		}
	}
	return &download{format, flags["zip"], flags["hxl"], flags["bom"]}, nil
}

// download answers with a file of all that is wanted, or of as much as limit says.
func (s *Server) download(w http.ResponseWriter, r *http.Request, c data.Collection, q data.Query, crs data.CRS, a asked, d download) error {
	if crs.Metres {
		q.SRID = crs.SRID // in degrees a file has longitude first, whatever its system's name
	}
	order := exports.Order{Collection: c, Query: q, Format: d.format, Zip: d.zip, HXL: d.hxl, BOM: d.bom,
		Lang: string(a.lang), URL: s.self(r), Made: s.Now()}
	h := w.Header()
	h.Set("Content-Type", order.MediaType())
	h.Set("Content-Disposition", `attachment; filename="`+order.File()+`"`)
	h.Set("Cache-Control", "no-cache")
	at := s.base(r) + "/collections/" + c.ID
	announce(h, link{Href: licenceURL, Rel: "license"}, link{Href: at, Rel: "collection", Type: jsonType},
		link{Href: at + "/schema", Rel: "describedby", Type: schemaType})
	if q.SRID != 0 {
		contentCRS(h, crs)
	}
	if r.Method == http.MethodHead { // a file is not made to be thrown away
		q.Limit = 1
		_, err := s.Store.IDs(r.Context(), viewer(r), c, q)
		return err
	}
	var out io.Writer = weighed{&steady{w: w, control: http.NewResponseController(w)}, func(bytes int) { s.sent(r, bytes/bytesOfFeature) }}
	if d.format.Binary {
		var leave func()
		var err error
		if out, leave, err = s.workshop.enter(r.Context(), out); err != nil {
			return err
		}
		defer leave()
	}
	return order.Write(r.Context(), s.Store, viewer(r), out)
}

// bytesOfFeature is about what a feature takes in a file, for charging.
const bytesOfFeature = 1000

// weighed tells how many bytes were written.
type weighed struct {
	w    io.Writer
	tell func(bytes int)
}

func (w weighed) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	w.tell(n)
	return n, err
}
