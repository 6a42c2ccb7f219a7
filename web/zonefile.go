package web

import (
	"fmt"
	"io"
	"net/http"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
)

// zoneFiles are the forms in which a version of a zone can be taken away.
var zoneFiles = []string{"geojson", "kml", "gpkg", "shp", "fgb", "csv"}

// zoneFileNames are what people call them.
var zoneFileNames = map[string]string{"geojson": "GeoJSON", "kml": "KML", "gpkg": "GeoPackage", "shp": "Shapefile", "fgb": "FlatGeobuf", "csv": "CSV"}

// versionFiles leads to a version of a zone in each form.
func versionFiles(v data.Version) (all []link) {
	for _, f := range zoneFiles {
		all = append(all, link{Href: fmt.Sprintf("/zones/%d/export?f=%s&version=%d", v.Zone, f, v.N), Title: zoneFileNames[f]})
	}
	return all
}

// exportZone answers with a version of a zone as a file; the one that stands, or the
// last, unless version says which.
func (s *Server) exportZone(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "f", "version", "lang")
	if err != nil {
		return err
	}
	name := orElse(given["f"], "geojson")
	format, ok := exports.Find(name)
	if !ok && name != "shp" {
		return badChoice("f", name, "format", zoneFiles)
	}
	v, err := s.versionAsked(r, given["version"])
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	file := fmt.Sprintf("corredor-zone-%d-v%d", v.Zone, v.N)
	attach := func(kind, ending string) {
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", `attachment; filename="`+file+ending+`"`)
	}
	if name == "shp" {
		return s.zoneShapefile(w, v, file, attach)
	}
	l := langOf(w, r, given["lang"])
	f, err := v.Feature(s.versionAddress(r, v.Zone, v.N))
	if err != nil {
		return err
	}
	c := data.VersionCollection()
	attach(format.MediaType, format.Extension)
	about := exports.Meta{Collection: c, Lang: string(l), Part: l.say("zone.version", v.Zone, v.N), URL: s.self(r), Made: s.Now()}
	if snap := s.Snapshot(); snap != nil {
		about.Revision = snap.Revision()
	}
	var out io.Writer = w
	if format.Binary {
		var leave func()
		if out, leave, err = s.workshop.enter(r.Context(), w); err != nil {
			return err
		}
		defer leave()
	}
	return format.Write(r.Context(), out, about, c.Properties, exports.Each(func(yield func(data.Feature) error) error { return yield(f) }))
}

// versionAsked finds a version by its number; empty is the last.
func (s *Server) versionAsked(r *http.Request, number string) (v data.Version, err error) {
	zone, err := readZoneID(r)
	if err != nil {
		return v, err
	}
	n := int64(0)
	if number != "" {
		if n, err = readNumber("version", number, 1); err != nil {
			return v, err
		}
	}
	return s.Store.Version(r.Context(), geo.Anyone, zone, int(n))
}

func (s *Server) zoneShapefile(w http.ResponseWriter, v data.Version, file string, attach func(kind, ending string)) error {
	shape, err := geojson.UnmarshalGeometry(v.Geometry)
	if err != nil || shape == nil {
		return geo.NotFoundf("Version %d of zone %d covers nothing: there is no shape to take away.", v.N, v.Zone)
	}
	area, ok := shape.Geometry().(orb.MultiPolygon)
	if !ok {
		return fmt.Errorf("the polygon of zone %d is a %s", v.Zone, shape.Type)
	}
	t := readTold(v)
	fields := []exports.ShapeField{
		{Name: "zone", Value: int(v.Zone)}, {Name: "version", Value: v.N}, {Name: "decree", Value: t.Decree.TitleES}, {Name: "start", Value: t.Start}, {Name: "end", Value: t.End},
		{Name: "defined_es", Value: v.Words.ES}, {Name: "defined_en", Value: v.Words.EN}, {Name: "checksum", Value: v.Checksum},
	}
	if v.AreaKM2 != nil {
		fields = append(fields, exports.ShapeField{Name: "area_km2", Value: *v.AreaKM2})
	}
	attach(exports.ZipType, ".shp.zip")
	return exports.WriteShapefile(w, file, s.Now(), area, fields)
}
