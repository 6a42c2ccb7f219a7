package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// readCRS reads a coordinate reference system by its address; CRS84 unless told.
func readCRS(given map[string]string, parameter string) (data.CRS, error) {
	all := data.CRSs()
	uri, ok := given[parameter]
	if !ok {
		return all[0], nil
	}
	i := slices.IndexFunc(all, func(c data.CRS) bool { return c.URI == uri })
	if i < 0 {
		return all[0], badChoice(parameter, uri, "coordinate reference system", crsURIs())
	}
	return all[i], nil
}

// crsURIs lists the systems in which coordinates may be asked for and answered.
func crsURIs() (uris []string) {
	for _, c := range data.CRSs() {
		uris = append(uris, c.URI)
	}
	return uris
}

// contentCRS names the system of an answer's coordinates in its head.
func contentCRS(h http.Header, crs data.CRS) { h.Set("Content-Crs", "<"+crs.URI+">") }

// parseBox reads a box in the order of axes that its system has: latitude before
// longitude in EPSG:4326, easting before northing in metres. Of six numbers the
// heights are left out.
func parseBox(text string, crs data.CRS) (geo.BBox, error) {
	if !crs.LatLon && !crs.Metres {
		return geo.ParseBBox(text)
	}
	parts := strings.Split(text, ",")
	if len(parts) == 6 {
		parts = slices.Delete(slices.Delete(parts, 5, 6), 2, 3)
	}
	if len(parts) != 4 {
		return geo.BBox{}, geo.Invalidf("bbox", "A box has four numbers, or six with heights; %q has %d.", geo.Clip(text, 60), len(parts))
	}
	if crs.LatLon {
		parts[0], parts[1], parts[2], parts[3] = parts[1], parts[0], parts[3], parts[2]
		return geo.ParseBBox(strings.Join(parts, ","))
	}
	var n [4]float64
	for i, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > farthest {
			return geo.BBox{}, geo.Invalidf("bbox", "%q is not a number of metres that lies on the map.", geo.Clip(part, 40))
		}
		n[i] = v
	}
	return geo.BBox{West: n[0], South: n[1], East: n[2], North: n[3]}, nil
}

// farthest is how many metres from its origin a coordinate may lie: twice the way
// round the world.
const farthest = 8e7
