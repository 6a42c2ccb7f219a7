package imports

import (
	"github.com/paulmach/orb"

	"corredor/geo"
)

// place finds the point: that of the row, else that of the place, the district or
// the province that it names.
func (i *incident) place(row *Row, l *lookup) *fault {
	i.precision = geo.PlacePrecision(i.value[iPrecision])
	at, there, f := i.stated(row)
	if f != nil {
		return f
	}
	if there && i.precision == "" {
		// A point that nobody vouches for is not taken for exact.
		i.precision = geo.Community
	}
	named, isNamed := l.places[geo.Fold(i.value[iPlace])]
	if isNamed = isNamed && !named.twice && i.value[iPlace] != ""; isNamed {
		if !there || geo.Distance(at, named.at) < likelyMetres {
			i.gazetteer = named.id
		}
	}
	if !there && i.precision != geo.UnknownPlace {
		switch district, province := geo.Fold(i.value[iDistrict]), geo.Fold(i.value[iProvince]); {
		case isNamed:
			at, there = named.at, true
			i.precision = coarser(i.precision, named.precision)
		case district != "" && l.units[district+"/"+province].id != 0 && !l.units[district+"/"+province].twice:
			at, there = l.units[district+"/"+province].at, true
			i.precision = coarser(i.precision, geo.InDistrict)
		case district == "" && province != "" && l.units["/"+province].id != 0 && !l.units["/"+province].twice:
			at, there = l.units["/"+province].at, true
			i.precision = coarser(i.precision, geo.InProvince)
		}
	}
	if !there && i.precision == "" {
		i.precision = geo.UnknownPlace
	}
	for _, problem := range i.precision.CheckPlace(there) {
		return &fault{problem.Param, problem.Msg}
	}
	i.value[iPrecision] = string(i.precision)
	if there {
		i.point, i.hasPoint = at, true
		i.measure, i.measured = l.measure(at, i.precision)
	}
	return nil
}

// coarser returns the less exact of two precisions; one that is not stated is as
// exact as can be.
func coarser(a, b geo.PlacePrecision) geo.PlacePrecision {
	for _, p := range []geo.PlacePrecision{geo.InProvince, geo.InDistrict, geo.Community} {
		if a == p || b == p {
			return p
		}
	}
	return geo.Exact
}

// stated is the point that the row gives: as a geometry, as WKT or as numbers.
func (i *incident) stated(row *Row) (p orb.Point, there bool, f *fault) {
	shape := row.Geometry
	if shape == nil && i.value[iGeometry] != "" {
		var err error
		if shape, err = readWKT(i.value[iGeometry]); err != nil {
			return p, false, faultf("geometry", "%q is no point in WKT, such as POINT(-72.3 -14.1).", geo.Clip(i.value[iGeometry], 40))
		}
	}
	if shape != nil {
		if points, ok := shape.(orb.MultiPoint); ok && len(points) == 1 {
			shape = points[0]
		}
		at, ok := shape.(orb.Point)
		if !ok {
			return p, false, faultf("geometry", "An incident is a point; this is a %s.", shape.GeoJSONType())
		}
		if at, ok = unproject(at, row.SRID); !ok {
			return p, false, faultf("geometry", "The coordinate reference system %d cannot be read for points.", row.SRID)
		}
		return at, true, onLand("geometry", at)
	}
	if i.value[iLon] == "" && i.value[iLat] == "" {
		return p, false, nil
	}
	for k, at := range []int{iLon, iLat} {
		v, ok := numberOf(i.value[at])
		if !ok {
			said := i.value[at]
			if said == "" {
				return p, false, faultf(incidentNames[at].property, "A point needs both longitude and latitude.")
			}
			return p, false, faultf(incidentNames[at].property, "%q is not a number of degrees, such as -72.336.", geo.Clip(said, 60))
		}
		p[k] = v
	}
	return p, true, onLand("lon", p)
}

func onLand(column string, p orb.Point) *fault {
	if swapped := (orb.Point{p[1], p[0]}); !geo.Peru.Contains(p) && geo.Peru.Contains(swapped) {
		return faultf(column, "Longitude and latitude are swapped: longitude %v, latitude %v lies in Peru only the other way round.", p[0], p[1])
	}
	if err := geo.CheckPoint(column, p); err != nil {
		return &fault{column, err.(*geo.Problem).Msg}
	}
	return nil
}
