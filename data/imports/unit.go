package imports

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"corredor/geo"
)

// unit is a row that has been read.
type unit struct {
	level, name, ubigeo, province, department string
	srid                                      int
	shape                                     string // WKB in hexadecimal digits
}

func (b *boundaries) read(row *Row) (u unit, f *fault) {
	if row.Broken != "" {
		return u, &fault{reason: row.Broken}
	}
	said := map[string]string{}
	for k, p := range b.header.resolve(row.Names, b.tags) {
		said[p] = strings.TrimSpace(row.Values[k])
	}
	for p, v := range said {
		if bad := badText(v, shortText); bad != "" && p != "" && p != "geometry" {
			return u, faultf(p, "The value %s", bad)
		}
	}
	u.ubigeo = said["ubigeo"]
	if u.ubigeo != "" && !ubigeoForm.MatchString(u.ubigeo) {
		if len(u.ubigeo)%2 == 1 && ubigeoForm.MatchString("0"+u.ubigeo) {
			u.ubigeo = "0" + u.ubigeo // a spreadsheet took it for a number
		} else {
			u.ubigeo = ""
		}
	}
	u.ubigeo = strings.TrimPrefix(strings.ToUpper(u.ubigeo), "PE")
	asked := said["level"]
	if _, ok := levelWords[geo.Fold(asked)]; !ok {
		asked = b.req.Level
	}
	u.level = levelWords[geo.Fold(asked)]
	if u.level == "" {
		u.level = map[int]string{2: "department", 4: "province", 6: "district"}[len(u.ubigeo)]
	}
	if u.level == "" {
		u.level = map[bool]string{true: "district"}[said["district"] != ""]
	}
	if u.level == "" {
		return u, faultf("level", "Whether it is a department, a province or a district is not said; say it for all with the level.")
	}
	u.name, u.province, u.department = said["name"], said["province"], said["department"]
	if u.name == "" {
		u.name = said[u.level]
	}
	if u.name == "" && u.ubigeo == "" {
		return u, faultf("name", "It has neither a name nor an ubigeo.")
	}
	u.name, u.province, u.department = properName(u.name), properName(u.province), properName(u.department)
	shape := row.Geometry
	if shape == nil && said["geometry"] != "" {
		var err error
		if shape, err = readWKT(said["geometry"]); err != nil {
			return u, faultf("geometry", "It is no shape in WKT.")
		}
	}
	if shape == nil {
		return u, nil // the file knows no more than the name
	}
	if f := polygonOnly(shape); f != nil {
		return u, f
	}
	bytes, err := wkb.Marshal(shape)
	if err != nil {
		return u, faultf("geometry", "The shape cannot be read.")
	}
	u.shape, u.srid = hex.EncodeToString(bytes), row.SRID
	return u, nil
}

func polygonOnly(shape orb.Geometry) *fault {
	switch shape.(type) {
	case orb.Polygon, orb.MultiPolygon:
	default:
		return faultf("geometry", "A boundary is a polygon; this is a %s.", shape.GeoJSONType())
	}
	if n := points(orb.Clone(shape), func(p orb.Point) orb.Point { return p }); n > mostVertices {
		return faultf("geometry", "The shape has %s vertices; %s can be read.", number(int64(n)), number(mostVertices))
	}
	return nil
}

// properName writes a name that shouts, COLQUEMARCA, as others are.
func properName(s string) string {
	if s != strings.ToUpper(s) {
		return s
	}
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		if i > 0 && slices.Contains([]string{"de", "del", "la", "las", "los", "y"}, w) {
			continue
		}
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	return strings.Join(words, " ")
}
